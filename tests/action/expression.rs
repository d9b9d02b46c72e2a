//! GitHub's expressions, as far as `action.yml` uses them; anything else is a panic, so that nothing is taken for something
//! else that it is not.

use std::cmp::Ordering;
use std::iter::Peekable;
use std::str::Chars;

use serde_json::Value;

/// What expressions see: the contexts by their names, and how the steps before went.
#[derive(Clone, Debug)]
pub(crate) struct Scope {
    /// An object with `inputs`, `steps`, `github` and so on.
    pub(crate) contexts: Value,
    /// Whether a step before failed.
    pub(crate) has_failed: bool,
    /// Whether somebody cancelled the job.
    pub(crate) is_cancelled: bool,
}

impl Scope {
    /// A text with each `${{ … }}` filled in.
    pub(crate) fn fill(&self, text: &str) -> String {
        let mut filled = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${{") {
            let (expression, after) = after.split_once("}}").unwrap();
            filled.push_str(before);
            filled.push_str(&as_text(&self.value(expression)));
            rest = after;
        }
        filled + rest
    }

    /// Whether a step with this `if:` runs; one that asks nothing of the job's state runs where all went well.
    pub(crate) fn allows(&self, condition: Option<&str>) -> bool {
        let went_well = !self.has_failed && !self.is_cancelled;
        let Some(condition) = condition else {
            return went_well;
        };
        let inner = condition.trim().strip_prefix("${{");
        let inner = inner.map_or(condition, |inner| inner.strip_suffix("}}").unwrap());
        let asks_of_state = ["success()", "always()", "cancelled()", "failure()"];
        let asks = asks_of_state.iter().any(|word| inner.contains(word));
        (asks || went_well) && is_true(&self.value(inner))
    }

    fn value(&self, expression: &str) -> Value {
        let mut parser = Parser {
            scope: self,
            rest: expression.chars().peekable(),
        };
        let value = parser.or();
        parser.skip_blanks();
        assert_eq!(parser.rest.next(), None, "the end of `{expression}`");
        value
    }
}

/// Computes while it reads: nothing has an effect, so that both sides of `&&` may be looked at.
struct Parser<'e> {
    scope: &'e Scope,
    rest: Peekable<Chars<'e>>,
}

impl Parser<'_> {
    fn or(&mut self) -> Value {
        let mut left = self.and();
        while self.takes("||") {
            let right = self.and();
            left = if is_true(&left) { left } else { right };
        }
        left
    }

    fn and(&mut self) -> Value {
        let mut left = self.equality();
        while self.takes("&&") {
            let right = self.equality();
            left = if is_true(&left) { right } else { left };
        }
        left
    }

    fn equality(&mut self) -> Value {
        let left = self.greater();
        if self.takes("==") {
            let right = self.greater();
            return Value::Bool(compared(&left, &right) == Some(Ordering::Equal));
        }
        if self.takes("!=") {
            let right = self.greater();
            return Value::Bool(compared(&left, &right) != Some(Ordering::Equal));
        }
        left
    }

    fn greater(&mut self) -> Value {
        let left = self.unary();
        if self.takes(">") {
            let right = self.unary();
            return Value::Bool(compared(&left, &right) == Some(Ordering::Greater));
        }
        left
    }

    fn unary(&mut self) -> Value {
        self.skip_blanks();
        // `!=` never stands where a value begins.
        if self.takes("!") {
            let value = self.unary();
            return Value::Bool(!is_true(&value));
        }
        if self.takes("(") {
            let value = self.or();
            assert!(self.takes(")"), "a bracket is not closed");
            return value;
        }
        match self.rest.peek() {
            Some('\'') => self.text(),
            Some(digit) if digit.is_ascii_digit() => {
                let digits = self.word();
                Value::from(digits.parse::<u64>().unwrap())
            }
            _ => self.name(),
        }
    }

    /// A text in quotes, in which two of them stand for one.
    fn text(&mut self) -> Value {
        let mut text = String::new();
        self.rest.next();
        loop {
            match self.rest.next().unwrap() {
                '\'' if self.rest.next_if_eq(&'\'').is_none() => return Value::String(text),
                letter => text.push(letter),
            }
        }
    }

    /// A function, or a value of a context.
    fn name(&mut self) -> Value {
        let name = self.word();
        if self.takes("(") {
            return self.call(&name);
        }
        let mut value = &self.scope.contexts[&name];
        assert!(
            self.scope.contexts.get(&name).is_some(),
            "no context is called `{name}`"
        );
        while self.rest.next_if_eq(&'.').is_some() {
            value = &value[self.word()];
        }
        value.clone()
    }

    fn call(&mut self, function: &str) -> Value {
        let mut arguments = Vec::new();
        while !self.takes(")") {
            arguments.push(self.or());
            self.takes(",");
        }
        match (function, arguments.as_slice()) {
            ("always", []) => Value::Bool(true),
            ("cancelled", []) => Value::Bool(self.scope.is_cancelled),
            ("failure", []) => Value::Bool(self.scope.has_failed),
            ("success", []) => Value::Bool(!self.scope.has_failed && !self.scope.is_cancelled),
            ("toJSON", [value]) => Value::String(serde_json::to_string_pretty(value).unwrap()),
            ("format", [pattern, values @ ..]) => {
                let mut text = as_text(pattern);
                for (nth, value) in values.iter().enumerate() {
                    text = text.replace(&format!("{{{nth}}}"), &as_text(value));
                }
                Value::String(text)
            }
            _ => panic!("no function is called `{function}` with {arguments:?}"),
        }
    }

    fn word(&mut self) -> String {
        let mut word = String::new();
        while let Some(letter) = self
            .rest
            .next_if(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_'))
        {
            word.push(letter);
        }
        assert!(!word.is_empty(), "a name is missing before {:?}", self.rest);
        word
    }

    fn takes(&mut self, sign: &str) -> bool {
        self.skip_blanks();
        let mut ahead = self.rest.clone();
        let is_there = sign.chars().all(|letter| ahead.next() == Some(letter));
        if is_there {
            self.rest = ahead;
        }
        is_there
    }

    fn skip_blanks(&mut self) {
        while self.rest.next_if(|letter| letter.is_whitespace()).is_some() {}
    }
}

fn is_true(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(value) => *value,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(_) | Value::Object(_) => true,
    }
}

/// Texts without regard to case; what differs in kind, as numbers, of which nothing is 0 and a word is none.
fn compared(left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Value::String(left), Value::String(right)) => {
            Some(left.to_lowercase().cmp(&right.to_lowercase()))
        }
        _ => as_number(left).partial_cmp(&as_number(right)),
    }
}

fn as_number(value: &Value) -> f64 {
    match value {
        Value::Null => 0.0,
        Value::Bool(value) => f64::from(u8::from(*value)),
        Value::Number(number) => number.as_f64().unwrap(),
        Value::String(text) if text.trim().is_empty() => 0.0,
        Value::String(text) => text.trim().parse().unwrap_or(f64::NAN),
        Value::Array(_) | Value::Object(_) => f64::NAN,
    }
}

fn as_text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        _ => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(expression: &str, expected: &str) {
        let contexts = json!({
            "inputs": {"report": "true", "name": "", "art": "it's"},
            "steps": {"gate": {"outputs": {"exit-code": "3"}, "outcome": "success"}},
            "strategy": {"job-total": 4, "job-index": 2},
            "matrix": {"os": "linux"},
        });
        let scope = Scope {
            contexts,
            has_failed: true,
            is_cancelled: false,
        };
        assert_eq!(scope.fill(expression), expected, "{expression}");
    }

    #[test]
    fn values_are_looked_up_and_what_is_not_there_is_empty() {
        check("a ${{ inputs.report }} b", "a true b");
        check("${{ steps.gate.outputs.exit-code }}", "3");
        check("${{ steps.none.outputs.exit-code }}", "");
        check("${{ inputs.name || inputs.art }}", "it's");
        check("${{ 'it''s' == inputs.art }}", "true");
    }

    #[test]
    fn operators_bind_as_on_github() {
        check("${{ inputs.report != 'false' && 'a' || 'b' }}", "a");
        check("${{ inputs.name != '' && 'a' || 'b' }}", "b");
        check("${{ !cancelled() && (failure() || 'x' == 'y') }}", "true");
        check(
            "${{ strategy.job-total > 1 && format('r-{0}-{1}', strategy.job-index, 'x') }}",
            "r-2-x",
        );
        check("${{ strategy.job-total > 4 }}", "false");
    }

    #[test]
    fn what_differs_in_kind_is_compared_as_numbers() {
        check("${{ steps.none.outputs.code == '0' }}", "true");
        check("${{ steps.none.outputs.code == '' }}", "true");
        check("${{ steps.none.outputs.code == 'x' }}", "false");
        check("${{ 'TRUE' == inputs.report }}", "true");
    }

    #[test]
    fn a_step_after_a_failure_runs_only_where_it_asks() {
        let scope = |has_failed| Scope {
            contexts: json!({"inputs": {"mode": "run"}}),
            has_failed,
            is_cancelled: false,
        };
        assert!(scope(false).allows(None));
        assert!(!scope(true).allows(None));
        assert!(!scope(true).allows(Some("${{ inputs.mode == 'run' }}")));
        assert!(scope(false).allows(Some("${{ inputs.mode == 'run' }}")));
        assert!(scope(true).allows(Some("${{ !cancelled() && inputs.mode == 'run' }}")));
    }
}
