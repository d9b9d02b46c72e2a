//! What plotters wrote, made short.
//!
//! Shapes of one style that follow each other become one path, positions relative ones in tenths of a pixel, and colors
//! names of the style sheet. A picture of an hour is a third as large then.

use super::Tone;
use super::escape::legal;
use super::path::Path;

/// The elements between `<svg …>` and `</svg>`.
pub(super) fn polished(svg: &str) -> String {
    let mut short = Short::default();
    let mut lines = svg.lines();
    while let Some(line) = lines.next() {
        let element = Element(line);
        match element.tag() {
            "line" => {
                let ends = [("x1", "y1"), ("x2", "y2")];
                let ends = ends.map(|(x, y)| (element.number(x), element.number(y)));
                short.stroke(&element, &ends);
            }
            "polyline" => short.stroke(&element, &element.points()),
            "polygon" => short.fill(&element, &element.points()),
            "rect" => short.fill(&element, &element.corners()),
            "circle" => short.circle(&element),
            "text" => short.text(&element, lines.next().unwrap_or_default()),
            _ => {}
        }
    }
    short.close();
    short.svg
}

#[derive(Default)]
struct Short {
    svg: String,
    open: Option<Style>,
    path: Path,
}

/// What shapes have in common that stand in one element.
#[derive(Clone, Debug, PartialEq)]
enum Style {
    Stroke(Tone, String),
    Fill(Tone),
    Text(Tone, String),
}

impl Short {
    fn stroke(&mut self, element: &Element<'_>, points: &[(i32, i32)]) {
        let width = element.attribute("stroke-width").to_owned();
        self.switch_to(Style::Stroke(element.tone("stroke"), width));
        self.path.open(points);
    }

    fn fill(&mut self, element: &Element<'_>, points: &[(i32, i32)]) {
        self.switch_to(Style::Fill(element.tone("fill")));
        self.path.closed(points);
    }

    fn circle(&mut self, element: &Element<'_>) {
        self.close();
        let [x, y] = ["cx", "cy"].map(|name| tenths(element.number(name)));
        let (r, tone) = (element.attribute("r"), element.tone("fill").name());
        self.svg +=
            &format!("<circle cx=\"{x}\" cy=\"{y}\" r=\"{r}\" style=\"fill:var(--{tone})\"/>\n");
    }

    fn text(&mut self, element: &Element<'_>, text: &str) {
        let anchor = element.attribute("text-anchor").to_owned();
        self.switch_to(Style::Text(element.tone("fill"), anchor));
        let [x, y] = ["x", "y"].map(|name| tenths(element.number(name)));
        self.svg += &format!("<text x=\"{x}\" y=\"{y}\">{}</text>", legal(text));
    }

    fn switch_to(&mut self, style: Style) {
        if self.open.as_ref() == Some(&style) {
            return;
        }
        self.close();
        self.svg += &match &style {
            // Thin lines are straight ones, which blur where they do not lie on pixels.
            Style::Stroke(tone, width) if width == "1" => format!(
                "<path shape-rendering=\"crispEdges\" style=\"fill:none;stroke:var(--{})\" d=\"",
                tone.name()
            ),
            Style::Stroke(tone, width) => format!(
                "<path stroke-width=\"{width}\" stroke-linejoin=\"round\" stroke-linecap=\"round\" style=\"fill:none;stroke:var(--{})\" d=\"",
                tone.name()
            ),
            Style::Fill(tone) => format!("<path style=\"fill:var(--{})\" d=\"", tone.name()),
            Style::Text(tone, anchor) => {
                // Names and values stand above lines, and must be legible there.
                let halo = match tone {
                    Tone::Soft => ";stroke:var(--card);stroke-width:3px;paint-order:stroke",
                    _ => "",
                };
                let style = format!("style=\"fill:var(--{}){halo}\"", tone.name());
                match anchor.as_str() {
                    "start" => format!("<g {style}>"),
                    anchor => format!("<g text-anchor=\"{anchor}\" {style}>"),
                }
            }
        };
        self.open = Some(style);
    }

    fn close(&mut self) {
        match self.open.take() {
            None => {}
            Some(Style::Text(..)) => self.svg += "</g>\n",
            Some(Style::Stroke(..) | Style::Fill(_)) => {
                self.svg += &std::mem::take(&mut self.path).text;
                self.svg += "\"/>\n";
            }
        }
    }
}

/// A line of plotters' picture.
struct Element<'a>(&'a str);

impl<'a> Element<'a> {
    fn tag(&self) -> &'a str {
        let name = self.0.strip_prefix('<').unwrap_or_default();
        name.split([' ', '>']).next().unwrap_or_default()
    }

    /// The attribute's text, which holds no quotation mark; empty where there is none.
    fn attribute(&self, name: &str) -> &'a str {
        let begin = format!(" {name}=\"");
        let rest = self.0.split_once(&begin).map_or("", |(_, rest)| rest);
        rest.split('"').next().unwrap_or_default()
    }

    fn number(&self, name: &str) -> i32 {
        self.attribute(name).parse().unwrap_or_default()
    }

    fn tone(&self, name: &str) -> Tone {
        Tone::of_hex(self.attribute(name)).unwrap_or(Tone::Ink)
    }

    fn points(&self) -> Vec<(i32, i32)> {
        let points = self.attribute("points").split_whitespace();
        let point = |pair: &str| {
            let (x, y) = pair.split_once(',')?;
            Some((x.parse().ok()?, y.parse().ok()?))
        };
        points.filter_map(point).collect()
    }

    fn corners(&self) -> [(i32, i32); 4] {
        let [x, y, width, height] = ["x", "y", "width", "height"].map(|name| self.number(name));
        let (right, bottom) = (x.saturating_add(width), y.saturating_add(height));
        [(x, y), (right, y), (right, bottom), (x, bottom)]
    }
}

/// A number of tenths as a decimal, as short as it goes: `12`, `-.5`.
pub(super) fn tenths(n: i32) -> String {
    let sign = if n < 0 { "-" } else { "" };
    let (whole, fraction) = (n.unsigned_abs() / 10, n.unsigned_abs() % 10);
    match (whole, fraction) {
        (whole, 0) => format!("{sign}{whole}"),
        (0, fraction) => format!("{sign}.{fraction}"),
        (whole, fraction) => format!("{sign}{whole}.{fraction}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{polished, tenths};

    #[test]
    fn shapes_of_one_style_are_one_path() {
        let svg = concat!(
            "<svg width=\"100\" height=\"100\">\n",
            "<polyline fill=\"none\" opacity=\"1\" stroke=\"#000007\" stroke-width=\"2\" points=\"0,0 100,5 200,10 200,-25 \"/>\n",
            "<polyline fill=\"none\" opacity=\"1\" stroke=\"#000007\" stroke-width=\"2\" points=\"300,0 305,5 \"/>\n",
            "<rect x=\"10\" y=\"20\" width=\"100\" height=\"5\" opacity=\"1\" fill=\"#000006\" stroke=\"none\"/>\n",
            "<text x=\"10\" y=\"20\" dy=\"0.5ex\" text-anchor=\"end\" fill=\"#000002\">\n&lt;a&gt;\n</text>\n",
            "</svg>\n"
        );
        assert_eq!(
            polished(svg),
            concat!(
                "<path stroke-width=\"2\" stroke-linejoin=\"round\" stroke-linecap=\"round\" style=\"fill:none;stroke:var(--blue)\" d=\"M0 0l20 1v-3.5M30 0l.5 .5\"/>\n",
                "<path style=\"fill:var(--shade)\" d=\"M1 2h10v.5h-10z\"/>\n",
                "<g text-anchor=\"end\" style=\"fill:var(--muted)\"><text x=\"1\" y=\"2\">&lt;a&gt;</text></g>\n",
            )
        );
    }

    #[test]
    fn tenths_are_written_shortly() {
        let shown = [0, 5, -5, 10, -12, 105].map(tenths);
        assert_eq!(shown, ["0", ".5", "-.5", "1", "-1.2", "10.5"]);
    }
}
