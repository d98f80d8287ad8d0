//! The checks of one vector: which level a field has where, and which kinds satisfy it.
//!
//! The rules are those of `docs/judging.md`: recoverable is must, typed is should, and the
//! invariants are expected of everything. Not here: what is sent. Start at [`Expectations`].

mod rules;

use tables::{Field, ResponseShape, Site};

use self::rules::{capped, expectation, field_requirement, is_assumed, is_must, is_no_failure};
use crate::case::CaseOutcome;
use suite::check::{Check, Expect, HttpSubject, Invariant, Kind, Level, Subject};
use suite::field::{ReasonField, ResultField};

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
    pub(crate) assumed: bool,
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
            assumed: false,
        }
    }
}

/// The kinds that lose nothing.
const RECOVERABLE: &[Kind] = &[Kind::Typed, Kind::Extra, Kind::Raw];

/// What the invariants of a vector hang on.
pub(crate) struct Reply<'a> {
    pub(crate) outcome: CaseOutcome,
    /// How binding it is that what is raised is of the SDK's own classes.
    pub(crate) own_class: Level,
    /// The requirement that a visible failure verifies, where it is not the invariant's own.
    pub(crate) failure: Option<String>,
    /// Caps the level of the check that a success is returned.
    pub(crate) returned: Option<Level>,
    /// The statuses of the redirects that lead to the reply.
    pub(crate) redirects: &'a [u16],
    pub(crate) status: u16,
    /// Where the error stands.
    pub(crate) slot: &'a str,
    /// The envelope's fields.
    pub(crate) fields: &'a [(&'static str, String, &'static str)],
    /// The status of the first item of a list.
    pub(crate) item: Option<&'a (String, &'static str)>,
}

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
    pub(crate) fn invariants(&mut self, reply: Reply<'_>) {
        let Reply {
            status,
            slot,
            fields,
            ..
        } = reply;
        let must = Level::Must;
        self.invariant(Invariant::Survives, must, Expect::Holds, Vec::new());
        match reply.outcome {
            CaseOutcome::Failure => {
                let named = |field: ResultField| {
                    let mut fields = fields.iter();
                    let found = fields.find(move |(name, ..)| *name == field.as_str());
                    found.map(|(_, json, at)| (json, at))
                };
                let shown = named(ResultField::Outcome).or_else(|| named(ResultField::Status));
                let item = reply.item.map(|(json, at)| (json, at));
                let (expect, paths) = match shown.or(item) {
                    Some((json, at)) if !is_no_failure(json) => {
                        (Expect::Json(json.clone()), vec![(*at).to_owned()])
                    }
                    // A status that says nothing of a failure cannot show it.
                    Some(_) => (Expect::Holds, vec![slot.to_owned()]),
                    None if status >= 400 => (Expect::Json(status.to_string()), Vec::new()),
                    None => (Expect::Holds, Vec::new()),
                };
                let expect = or_redirected(expect, reply.redirects);
                self.invariant(Invariant::FailureShown, must, expect, paths);
                if let (Some(requirement), Some(check)) = (reply.failure, self.checks.last_mut()) {
                    check.requirement = requirement;
                }
            }
            CaseOutcome::Success => {
                let level = capped(must, reply.returned);
                self.invariant(Invariant::SuccessReturned, level, Expect::Holds, Vec::new());
            }
            CaseOutcome::Any => {}
        }
        self.invariant(
            Invariant::OwnClass,
            reply.own_class,
            Expect::Holds,
            Vec::new(),
        );
        self.invariant(Invariant::NothingInvented, must, Expect::Holds, Vec::new());
    }

    fn invariant(
        &mut self,
        invariant: Invariant,
        level: Level,
        expect: Expect,
        paths: Vec<String>,
    ) {
        self.checks.push(Check {
            requirement: format!("floor/{invariant}"),
            level,
            subject: Subject::Invariant(invariant),
            expect,
            paths,
            accept: vec![Kind::Typed],
            assumed: false,
        });
    }

    /// The HTTP exchange of a failure: the status is exposed, and what is raised says the server's
    /// message.
    pub(crate) fn exchange(&mut self, status: u16, message: Option<&Slot>) {
        let mut http = |requirement: &str, subject, json: String| {
            let subject = Subject::Http(subject);
            let level = Level::Should;
            self.check(requirement, subject, Expect::Json(json), &[], level, false);
        };
        if status >= 400 {
            http("wire/http-status", HttpSubject::Status, status.to_string());
        }
        if let Some(Slot {
            json: Some(json),
            level: None,
            any_of: None,
            ..
        }) = message
            && json.starts_with('"')
        {
            let requirement = "error-structure/message-shown";
            http(requirement, HttpSubject::Shown, json.clone());
        }
    }

    /// No error was sent where a result has a slot for one, so none is shown.
    pub(crate) fn no_error(&mut self, site: Site) {
        let subject = Subject::NoError { site, index: 0 };
        let (expect, level) = (Expect::Absent, Level::Must);
        self.check("wire/no-error", subject, expect, &[], level, false);
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
        let subject = Subject::ErrorField { site, index, field };
        let key = slot.key.as_deref().unwrap_or_else(|| field.wire_key(site));
        let Some((expect, paths)) = expectation(slot, key, at) else {
            self.absent(subject, slot);
            return Ok(());
        };
        let requirement = match &slot.requirement {
            Some(requirement) => requirement.clone(),
            None => field_requirement(site, field, key)?.to_owned(),
        };
        let assumed = slot.assumed || is_assumed(site, field, slot.json.as_deref());
        let must = is_must(site, field, key, slot.twin.as_ref().map(|twin| &*twin.0));
        let levels = [(must, Level::Must), (slot.typed, Level::Should)];
        for (_, level) in levels.into_iter().filter(|(wanted, _)| *wanted) {
            let level = capped(level, slot.level);
            let expect = expect.clone();
            self.check(&requirement, subject, expect, &paths, level, assumed);
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
    ) -> Result<(), String> {
        if slot.is_some_and(|slot| slot.unchecked) {
            return Ok(());
        }
        let field = ResultField::from_name(name)
            .ok_or_else(|| format!("an envelope has no field `{name}`"))?;
        let is_session = answer == ResponseShape::AuthSessionResult;
        let requirement = match (slot.and_then(|slot| slot.requirement.as_deref()), field) {
            (Some(requirement), _) => requirement,
            (None, ResultField::Message) if is_session => "failed/message",
            (None, ResultField::Message) => "wire/envelope-message",
            // What S1 says, it says of the failed result.
            (None, ResultField::Status) if is_session && json == "\"failed\"" => "failed/status",
            (None, ResultField::Status) => "wire/envelope-status",
            (None, ResultField::Outcome) => "wire/web-task-outcome",
        };
        let subject = Subject::Result(field);
        let slot = slot.cloned().unwrap_or_default();
        if json.is_empty() || json == "null" {
            self.absent(subject, &slot);
            return Ok(());
        }
        let requirement = requirement.to_owned();
        let expect = Expect::Json(json.to_owned());
        let paths = [at.to_owned()];
        self.recoverable_and_typed(&requirement, subject, &expect, &paths, &slot);
        Ok(())
    }

    /// A field of the reason at a JSON Pointer.
    pub(crate) fn reason_field(&mut self, name: &str, at: &str, slot: &Slot) -> Result<(), String> {
        if slot.unchecked {
            return Ok(());
        }
        let field = ReasonField::from_name(name)
            .ok_or_else(|| format!("a reason has no field `{name}`"))?;
        let subject = Subject::Reason(field);
        let key = slot.key.as_deref().unwrap_or(name);
        let Some((expect, paths)) = expectation(slot, key, at) else {
            self.absent(subject, slot);
            return Ok(());
        };
        let own = format!("wire/reason-{}", name.replace('_', "-"));
        let requirement = slot.requirement.as_ref().unwrap_or(&own);
        self.recoverable_and_typed(requirement, subject, &expect, &paths, slot);
        Ok(())
    }

    fn recoverable_and_typed(
        &mut self,
        requirement: &str,
        subject: Subject,
        expect: &Expect,
        paths: &[String],
        slot: &Slot,
    ) {
        for level in [Level::Must, Level::Should] {
            let (level, expect) = (capped(level, slot.level), expect.clone());
            self.check(requirement, subject, expect, paths, level, slot.assumed);
        }
    }

    /// A field that the server did not send: nothing must be shown for it.
    fn absent(&mut self, subject: Subject, slot: &Slot) {
        let requirement = slot
            .requirement
            .as_deref()
            .unwrap_or("floor/nothing-invented");
        let level = capped(Level::Must, slot.level);
        let expect = Expect::Absent;
        self.check(requirement, subject, expect, &[], level, slot.assumed);
    }

    fn check(
        &mut self,
        requirement: &str,
        subject: Subject,
        expect: Expect,
        paths: &[String],
        level: Level,
        assumed: bool,
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
            subject,
            expect,
            paths: paths.to_vec(),
            accept,
            assumed,
        };
        // A cap can make two levels of a field one.
        let is_same = |known: &Check| (known.level, known.subject) == (level, subject);
        if !self.checks.iter().any(is_same) {
            self.checks.push(check);
        }
    }
}

/// A failure is visible, too, as the status of the redirect that led to it.
fn or_redirected(expect: Expect, redirects: &[u16]) -> Expect {
    let own = match expect {
        _ if redirects.is_empty() => return expect,
        Expect::Json(json) => vec![json],
        Expect::AnyOf(values) => values,
        Expect::AsSent | Expect::Absent | Expect::Holds => Vec::new(),
    };
    let redirects = redirects.iter().map(u16::to_string);
    Expect::AnyOf(redirects.chain(own).collect())
}
