//! What Locust alone knows, as of Locust 2.44.

use clap::{Arg, ArgAction};

/// An option of Locust that lt-gen does not have.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct LocustOption {
    /// Its long name, which is its key in files.
    pub(crate) long: &'static str,
    short: Option<char>,
    /// The variable that Locust reads it from.
    pub(crate) variable: Option<&'static str>,
    takes: Takes,
    /// What becomes of it here.
    pub(crate) meaning: Meaning,
}

/// What becomes of an option of Locust.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// It changes nothing; with what to use instead, in words, where there is something.
    LeftOut(&'static str),
    /// `--check`.
    Check,
    /// Leaving it out would make another load; with the way out.
    Refused(&'static str),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Takes {
    Nothing,
    Value,
}

impl LocustOption {
    const fn flag(long: &'static str, variable: &'static str, meaning: Meaning) -> Self {
        Self {
            long,
            short: None,
            variable: if variable.is_empty() {
                None
            } else {
                Some(variable)
            },
            takes: Takes::Nothing,
            meaning,
        }
    }

    const fn value(long: &'static str, variable: &'static str, meaning: Meaning) -> Self {
        let mut option = Self::flag(long, variable, meaning);
        option.takes = Takes::Value;
        option
    }

    const fn short(mut self, short: char) -> Self {
        self.short = Some(short);
        self
    }

    /// The hidden option of the command line; its id is its long name.
    pub(crate) fn arg(&self) -> Arg {
        let arg = Arg::new(self.long).long(self.long).hide(true);
        let arg = match self.takes {
            Takes::Nothing => arg.action(ArgAction::SetTrue),
            Takes::Value => arg.action(ArgAction::Append).allow_negative_numbers(true),
        };
        match self.short {
            Some(short) => arg.short(short),
            None => arg,
        }
    }
}

const ALWAYS: Meaning = Meaning::LeftOut("lt-gen always is");
const WEB: Meaning = Meaning::LeftOut("`lt-web` has the page: `lt-web shop.yaml`");
const REPORT: Meaning = Meaning::LeftOut(
    "pipe the samples into `lt-report`, which has `--csv PREFIX` and `--html FILE`",
);
const GATE: Meaning = Meaning::LeftOut("pipe the samples into `lt-gate check`");
const LOG: Meaning = Meaning::LeftOut("messages are on stderr");
const SHARDS: Meaning = Meaning::LeftOut("one `lt-gen --shard I/N` a machine, then `lt-merge`");
const THREADS: Meaning = Meaning::LeftOut("`--threads N`; every core without it");
const NOTHING: Meaning = Meaning::LeftOut("");
const PROFILES: Meaning =
    Meaning::Refused("write weights, counts and addresses into the file's `user_profiles`");

/// Every option of Locust that lt-gen does not have.
pub(crate) const OPTIONS: [LocustOption; 40] = {
    type O = LocustOption;
    [
        O::flag("headless", "LOCUST_HEADLESS", ALWAYS),
        O::flag("headful", "LOCUST_HEADFUL", WEB),
        O::flag("autostart", "LOCUST_AUTOSTART", WEB),
        O::value("autoquit", "LOCUST_AUTOQUIT", WEB),
        O::value("web-host", "LOCUST_WEB_HOST", WEB),
        O::value("web-host-display-name", "LOCUST_WEB_HOST_DISPLAY_NAME", WEB),
        O::value("web-port", "LOCUST_WEB_PORT", WEB).short('P'),
        O::value("web-base-path", "LOCUST_WEB_BASE_PATH", WEB),
        O::flag("web-login", "LOCUST_WEB_LOGIN", WEB),
        O::value("tls-cert", "LOCUST_TLS_CERT", WEB),
        O::value("tls-key", "LOCUST_TLS_KEY", WEB),
        O::flag("class-picker", "LOCUST_USERCLASS_PICKER", WEB),
        O::value("build-path", "LOCUST_BUILD_PATH", WEB),
        O::value("csv", "LOCUST_CSV", REPORT),
        O::flag("csv-full-history", "LOCUST_CSV_FULL_HISTORY", REPORT),
        O::value("html", "LOCUST_HTML", REPORT),
        O::flag("json", "", REPORT),
        O::value("json-file", "", REPORT),
        O::flag("print-stats", "LOCUST_PRINT_STATS", REPORT),
        O::flag("only-summary", "LOCUST_ONLY_SUMMARY", REPORT),
        O::flag(
            "reset-stats",
            "LOCUST_RESET_STATS",
            Meaning::LeftOut("`--warmup D`"),
        ),
        O::value("exit-code-on-error", "LOCUST_EXIT_CODE_ON_ERROR", GATE),
        O::flag("skip-log-setup", "LOCUST_SKIP_LOG_SETUP", LOG),
        O::value("logfile", "LOCUST_LOGFILE", LOG),
        O::flag("master", "LOCUST_MODE_MASTER", SHARDS),
        O::flag("worker", "LOCUST_MODE_WORKER", SHARDS),
        O::value("master-host", "LOCUST_MASTER_NODE_HOST", SHARDS),
        O::value("master-port", "LOCUST_MASTER_NODE_PORT", SHARDS),
        O::value("master-bind-host", "LOCUST_MASTER_BIND_HOST", SHARDS),
        O::value("master-bind-port", "LOCUST_MASTER_BIND_PORT", SHARDS),
        O::value("expect-workers", "LOCUST_EXPECT_WORKERS", SHARDS),
        O::value(
            "expect-workers-max-wait",
            "LOCUST_EXPECT_WORKERS_MAX_WAIT",
            SHARDS,
        ),
        O::flag("enable-rebalancing", "", SHARDS),
        O::value("processes", "LOCUST_PROCESSES", THREADS),
        O::flag("otel", "LOCUST_ENABLE_OPENTELEMETRY", NOTHING),
        O::flag("list", "", Meaning::Check).short('l'),
        O::flag("show-task-ratio", "", Meaning::Check),
        O::flag("show-task-ratio-json", "", Meaning::Check),
        O::value("config-users", "LOCUST_CONFIG_USERS", PROFILES),
        O::flag("equal-weights", "", PROFILES),
    ]
};
