//! What depends on where the text goes.

use std::env;

/// How wide names may be, and whether colours are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Look {
    fits_names: bool,
    colours: bool,
}

impl Look {
    /// Locust's widths without a terminal, and no colour: what scripts read.
    pub(crate) const PLAIN: Self = Self {
        fits_names: false,
        colours: false,
    };

    /// On a terminal the name column is as narrow as the names allow, and failures are red unless `NO_COLOR` is set.
    pub(crate) fn of(on_terminal: bool) -> Self {
        if !on_terminal {
            return Self::PLAIN;
        }
        Self {
            fits_names: true,
            colours: env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()),
        }
    }

    /// The width of a column of names that Locust makes `locust` wide.
    pub(super) fn name_width(self, locust: usize, longest_name: usize) -> usize {
        match self.fits_names {
            true => longest_name.clamp("Aggregated".len(), locust),
            false => locust,
        }
    }

    /// Text about what went wrong.
    pub(super) fn red(self, text: &str) -> String {
        match self.colours {
            true => format!("\x1b[31m{text}\x1b[0m"),
            false => text.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Look;

    #[test]
    fn names_get_what_they_need_on_a_terminal_and_locusts_width_elsewhere() {
        let terminal = Look {
            fits_names: true,
            colours: true,
        };
        assert_eq!(terminal.name_width(76, 5), 10);
        assert_eq!(terminal.name_width(76, 30), 30);
        assert_eq!(terminal.name_width(76, 10_000), 76);
        assert_eq!(Look::PLAIN.name_width(76, 5), 76);
        assert_eq!(terminal.red("no"), "\x1b[31mno\x1b[0m");
        assert_eq!(Look::PLAIN.red("no"), "no");
    }
}
