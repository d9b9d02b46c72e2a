//! What runs, how far it is, and whether its generator can be believed.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::draw_ends;
use super::palette::Palette;
use super::text::{columns, fit};
use crate::live::snapshot::{Phase, Plan, Snapshot, Strain};
use crate::live::status::clock;
use crate::live::view::View;
use crate::number;
use crate::remark::Level;

/// Below this width a warning drives out how many users there are.
const WIDTH_FOR_BOTH: u16 = 72;

pub(super) fn draw(
    frame: &mut Frame<'_>,
    [what, far, health]: &[Rect; 3],
    view: &View,
    snapshot: &Snapshot,
    palette: &Palette,
) {
    let plan = &snapshot.plan;
    let state = state(plan, view, palette);
    let room = usize::from(what.width).saturating_sub(state.width() + 1);
    draw_ends(frame, *what, title(plan, room, palette), state);
    frame.render_widget(progress(plan, usize::from(far.width), palette), *far);
    let is_narrow = health.width < WIDTH_FOR_BOTH;
    let load = match &snapshot.health.strain {
        Strain::Strained(_) | Strain::Saturated(_) if is_narrow => Line::default(),
        _ => load(snapshot, palette),
    };
    let room = usize::from(health.width).saturating_sub(load.width() + 1);
    draw_ends(frame, *health, strain(snapshot, room, palette), load);
}

/// The gravest remark, and how many more there are.
pub(super) fn draw_remark(
    frame: &mut Frame<'_>,
    area: Rect,
    snapshot: &Snapshot,
    palette: &Palette,
) {
    let Some(remark) = snapshot.remarks.first() else {
        return;
    };
    let more = match snapshot.remarks.len() - 1 {
        0 => String::new(),
        more => format!(" (+{more}: tab)"),
    };
    let (sign, style) = match remark.level {
        Level::Doubt => ("! ", palette.failures),
        Level::Warning => ("! ", palette.warning),
        Level::Note => ("  ", palette.muted),
    };
    let room = usize::from(area.width).saturating_sub(columns(sign) + columns(&more));
    let text = format!("{sign}{}{more}", fit(&remark.text, room));
    frame.render_widget(Line::styled(text, style), area);
}

fn title<'s>(plan: &Plan, width: usize, palette: &Palette) -> Line<'s> {
    let target = match plan.target.as_str() {
        "" => "lt-report",
        target => target,
    };
    let target = fit(target, width);
    let parts = [&plan.scenario, &plan.leg].into_iter();
    let parts = parts.filter(|part| !part.is_empty());
    let rest: String = parts.map(|part| format!("  {part}")).collect();
    let rest = fit(&rest, width.saturating_sub(columns(&target)));
    Line::from(vec![Span::styled(target, palette.strong), Span::raw(rest)])
}

fn state<'s>(plan: &Plan, view: &View, palette: &Palette) -> Line<'s> {
    if view.is_frozen() {
        return Line::styled(" frozen ", palette.picked);
    }
    match plan.phase {
        Phase::Waiting => Line::styled("○ waiting", palette.muted),
        Phase::WarmUp => Line::styled("◐ warm-up", palette.warning),
        Phase::Running => Line::styled("● running", palette.good),
        Phase::Ended("completed") => Line::styled("■ completed", palette.strong),
        Phase::Ended(how) => Line::styled(format!("■ {how}"), palette.failures),
    }
}

fn progress<'s>(plan: &Plan, width: usize, palette: &Palette) -> Line<'s> {
    let elapsed = clock(plan.elapsed);
    let told = match (plan.planned, plan.done) {
        (Some(planned), _) => format!("{elapsed} of {}", clock(planned)),
        (None, Some(done)) => format!("{elapsed}, {} % of the requests", number::busy(done)),
        (None, None) => elapsed,
    };
    let room = width.saturating_sub(columns(&told) + 1);
    let share = plan.done.unwrap_or(0.0);
    let filled = (0..room).take_while(|place| (*place as f64 + 0.5) < share * room as f64);
    let filled = filled.count();
    Line::from(vec![
        Span::styled("━".repeat(filled), palette.requests),
        Span::styled("─".repeat(room - filled), palette.muted),
        Span::raw(format!(" {told}")),
    ])
}

fn strain<'s>(snapshot: &Snapshot, room: usize, palette: &Palette) -> Line<'s> {
    let (text, style) = match &snapshot.health.strain {
        Strain::Unknown => ("generator: not watched".to_owned(), palette.muted),
        Strain::Well(facts) => (format!("generator well: {facts}"), palette.muted),
        Strain::Strained(facts) => (format!("generator STRAINED: {facts}"), palette.warning),
        Strain::Saturated(facts) => (
            format!("generator SATURATED: {facts}; do not trust the figures"),
            palette.failures,
        ),
    };
    Line::styled(fit(&text, room), style)
}

fn load<'s>(snapshot: &Snapshot, palette: &Palette) -> Line<'s> {
    if matches!(snapshot.plan.phase, Phase::Ended(_)) {
        return Line::default();
    }
    let mut spans = Vec::new();
    if let Some(users) = snapshot.health.users {
        spans.push(Span::styled("users ", palette.users));
        spans.push(Span::raw(number::whole(users)));
    }
    if let Some(in_flight) = snapshot.health.in_flight {
        let gap = if spans.is_empty() { "" } else { "  " };
        spans.push(Span::styled(format!("{gap}in flight "), palette.muted));
        spans.push(Span::raw(number::whole(in_flight)));
    }
    Line::from(spans)
}
