//! The checks of one vector: which level a field has where, and which kinds satisfy it.
//!
//! The rules are those of `docs/judging.md`: recoverable is must, typed is should, and the floor
//! is expected of everything. Not here: what is sent. Start at [`Expectations`].

mod rules;

use tables::{Field, ResponseShape, Site};

use self::rules::{capped, expectation, field_requirement, is_must, is_no_failure};
use crate::case::CaseOutcome;
use suite::check::{Check, CheckSite, Expect, Kind, Level};

/// One field as a case resolves it: what is sent and what is expected of it.
#[derive(Clone, Debug)]
pub(crate) struct Slot {
    /// The JSON text; `None` where nothing is sent.
    pub(crate) json: Option<String>,
    pub(crate) key: Option<String>,
    pub(crate) twin: Option<(String, String)>,
    pub(crate) level: Option<Level>,
    pub(crate) requirement: Option<String>,
    pub(crate) any_of: Option<Vec<String>>,
    pub(crate) as_sent: bool,
    pub(crate) typed: bool,
    pub(crate) unchecked: bool,
}

impl Default for Slot {
    fn default() -> Self {
        Self {
            json: None,
            key: None,
            twin: None,
            level: None,
            requirement: None,
            any_of: None,
            as_sent: false,
            typed: true,
            unchecked: false,
        }
    }
}

/// The kinds that lose nothing.
const RECOVERABLE: &[Kind] = &[Kind::Typed, Kind::Extra, Kind::Raw];

/// The checks of a vector in the making.
pub(crate) struct Expectations {
    cap: Option<Level>,
    checks: Vec<Check>,
}

impl Expectations {
    pub(crate) fn new(cap: Option<Level>) -> Self {
        Self {
            cap,
            checks: Vec::new(),
        }
    }

    pub(crate) fn into_checks(self) -> Vec<Check> {
        self.checks
    }

    /// What is expected whatever the response says. The case's cap does not reach it.
    pub(crate) fn floor(
        &mut self,
        outcome: CaseOutcome,
        own_class: Level,
        status: u16,
        slot: &str,
        fields: &[(&'static str, String, &'static str)],
    ) {
        self.floor_check(
            "floor/survives",
            "survives",
            Level::Must,
            Expect::Holds,
            &[],
        );
        match outcome {
            CaseOutcome::Failure => {
                let shown = fields.iter().find(|(name, ..)| *name == "outcome");
                let shown = shown.or_else(|| fields.iter().find(|(name, ..)| *name == "status"));
                let (expect, paths) = match shown {
                    Some((_, json, at)) if !is_no_failure(json) => {
                        (Expect::Json(json.clone()), vec![(*at).to_owned()])
                    }
                    // A status that says nothing of a failure cannot show it.
                    Some(_) => (Expect::Holds, vec![slot.to_owned()]),
                    None if status >= 400 => (Expect::Json(status.to_string()), Vec::new()),
                    None => (Expect::Holds, Vec::new()),
                };
                let requirement = "floor/failure-shown";
                self.floor_check(requirement, "failure-shown", Level::Must, expect, &paths);
            }
            CaseOutcome::Success => {
                let requirement = "floor/success-returned";
                self.floor_check(
                    requirement,
                    "success-returned",
                    Level::Must,
                    Expect::Holds,
                    &[],
                );
            }
            CaseOutcome::Any => {}
        }
        self.floor_check(
            "floor/own-class",
            "own-class",
            own_class,
            Expect::Holds,
            &[],
        );
        let requirement = "floor/nothing-invented";
        self.floor_check(
            requirement,
            "nothing-invented",
            Level::Must,
            Expect::Holds,
            &[],
        );
    }

    fn floor_check(
        &mut self,
        requirement: &str,
        field: &str,
        level: Level,
        expect: Expect,
        paths: &[String],
    ) {
        self.checks.push(Check {
            requirement: requirement.to_owned(),
            level,
            site: CheckSite::Floor,
            index: 0,
            field: field.to_owned(),
            expect,
            paths: paths.to_vec(),
            accept: vec![Kind::Typed],
        });
    }

    /// The HTTP exchange of a failure: the status is exposed, and what is raised says the server's
    /// message.
    pub(crate) fn exchange(&mut self, status: u16, message: Option<&Slot>) {
        if status >= 400 {
            let expect = Expect::Json(status.to_string());
            self.field(
                "wire/http-status",
                (CheckSite::Http, 0),
                "status",
                expect,
                &[],
                Level::Should,
            );
        }
        if let Some(Slot {
            json: Some(json),
            level: None,
            any_of: None,
            ..
        }) = message
            && json.starts_with('"')
        {
            let expect = Expect::Json(json.clone());
            let requirement = "error-structure/message-shown";
            self.field(
                requirement,
                (CheckSite::Http, 0),
                "shown",
                expect,
                &[],
                Level::Should,
            );
        }
    }

    /// No error was sent where a result has a place for one, so none is shown.
    pub(crate) fn no_error(&mut self, site: Site) {
        let at = (CheckSite::from(site), 0);
        self.field(
            "wire/no-error",
            at,
            "error",
            Expect::Absent,
            &[],
            Level::Must,
        );
    }

    /// One field of the error at a JSON Pointer.
    pub(crate) fn error_field(
        &mut self,
        site: Site,
        index: usize,
        field: Field,
        at: &str,
        slot: &Slot,
    ) -> Result<(), String> {
        if slot.unchecked {
            return Ok(());
        }
        let check_site = CheckSite::from(site);
        let name = if field == Field::Flag {
            "flag"
        } else {
            field.documented_key()
        };
        let key = slot.key.as_deref().unwrap_or_else(|| field.wire_key(site));
        let Some((expect, paths)) = expectation(slot, key, at) else {
            self.absent((check_site, index), name, slot);
            return Ok(());
        };
        let requirement = match &slot.requirement {
            Some(requirement) => requirement.clone(),
            None => field_requirement(site, field, key)?.to_owned(),
        };
        let must = is_must(site, field, key, slot.twin.as_ref().map(|twin| &*twin.0));
        let levels = [(must, Level::Must), (slot.typed, Level::Should)];
        for (_, level) in levels.into_iter().filter(|(wanted, _)| *wanted) {
            let level = capped(level, slot.level);
            self.field(
                &requirement,
                (check_site, index),
                name,
                expect.clone(),
                &paths,
                level,
            );
        }
        Ok(())
    }

    /// A field of the envelope.
    pub(crate) fn envelope_field(
        &mut self,
        name: &str,
        json: &str,
        at: &str,
        slot: Option<&Slot>,
        answer: ResponseShape,
    ) {
        if slot.is_some_and(|slot| slot.unchecked) {
            return;
        }
        let requirement = match (
            slot.and_then(|slot| slot.requirement.as_deref()),
            name,
            answer,
        ) {
            (Some(requirement), ..) => requirement,
            (None, "message", ResponseShape::AuthSessionResult) => "failed/message",
            (None, "message", _) => "wire/envelope-message",
            (None, "status", ResponseShape::AuthSessionResult) => "failed/status",
            (None, "status", _) => "wire/envelope-status",
            (None, ..) => "wire/web-task-outcome",
        };
        let expect = Expect::Json(json.to_owned());
        let paths = [at.to_owned()];
        for level in [Level::Must, Level::Should] {
            let level = capped(level, slot.and_then(|slot| slot.level));
            self.field(
                requirement,
                (CheckSite::Envelope, 0),
                name,
                expect.clone(),
                &paths,
                level,
            );
        }
    }

    /// A field of the reason at a JSON Pointer.
    pub(crate) fn reason_field(&mut self, name: &str, at: &str, slot: &Slot) -> Result<(), String> {
        if slot.unchecked {
            return Ok(());
        }
        let key = slot.key.as_deref().unwrap_or(name);
        let Some((expect, paths)) = expectation(slot, key, at) else {
            self.absent((CheckSite::Reason, 0), name, slot);
            return Ok(());
        };
        let own = format!("wire/reason-{}", name.replace('_', "-"));
        let requirement = slot.requirement.clone().unwrap_or(own);
        for level in [Level::Must, Level::Should] {
            let level = capped(level, slot.level);
            self.field(
                &requirement,
                (CheckSite::Reason, 0),
                name,
                expect.clone(),
                &paths,
                level,
            );
        }
        Ok(())
    }

    /// A field that the server did not send: nothing must be shown for it.
    fn absent(&mut self, site: (CheckSite, usize), name: &str, slot: &Slot) {
        let requirement = slot
            .requirement
            .as_deref()
            .unwrap_or("floor/nothing-invented");
        let level = capped(Level::Must, slot.level);
        self.field(requirement, site, name, Expect::Absent, &[], level);
    }

    fn field(
        &mut self,
        requirement: &str,
        (site, index): (CheckSite, usize),
        field: &str,
        expect: Expect,
        paths: &[String],
        level: Level,
    ) {
        let level = capped(level, self.cap);
        let accept = match (level, &expect) {
            (_, Expect::Absent) => vec![Kind::Typed, Kind::Defaulted],
            (Level::Must | Level::May, _) => RECOVERABLE.to_vec(),
            (Level::Should, _) => vec![Kind::Typed],
        };
        let check = Check {
            requirement: requirement.to_owned(),
            level,
            site,
            index,
            field: field.to_owned(),
            expect,
            paths: paths.to_vec(),
            accept,
        };
        // A cap can make two levels of a field one.
        if !self.checks.iter().any(|known| known.name() == check.name()) {
            self.checks.push(check);
        }
    }
}
