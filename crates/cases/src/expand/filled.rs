//! One vector of a case with all its names filled in: what is sent.
//!
//! Not here: what is expected of it (see [`super::expand`]). Start at [`Filled::new`].

use std::collections::BTreeMap;

use tables::{Operation, Site};

use crate::case::{Case, CaseAnswer, RepeatSpec};
use crate::error::{CaseError, Problem, Within as _};
use crate::fields::{NamedFields, SentFields};
use crate::shape::{self, Shape, Unsuccessful, VectorTokens};
use crate::template::Scope;
use suite::vector::{Body, Request};

/// What a case says about one vector.
pub(super) struct Filled<'a> {
    pub(super) case: &'a Case,
    pub(super) operation: Operation,
    pub(super) answer: CaseAnswer,
    pub(super) request: Request,
    /// The status, where the case gives one.
    pub(super) status: Option<u16>,
    /// Where an error of this response stands.
    pub(super) site: Option<Site>,
    pub(super) fields: SentFields,
    pub(super) reason: NamedFields,
    pub(super) result: NamedFields,
    /// The error, as JSON text.
    pub(super) error: String,
    /// The errors of further job runs.
    pub(super) more: Vec<Option<SentFields>>,
    scope: Scope,
}

impl<'a> Filled<'a> {
    /// Fills in the names that a scope knows.
    pub(super) fn new(case: &'a Case, mut scope: Scope) -> Result<Self, CaseError> {
        let operation_of = |id: &str| {
            Operation::from_id(id).ok_or_else(|| Problem::UnknownOperation(id.to_owned()))
        };
        let operation = scope.read(&case.operation, operation_of);
        let operation = operation.within("operation")?;
        let answer = scope.read(&case.answer, CaseAnswer::from_word);
        let answer = answer.within("answer")?;
        let request = request(operation, &scope.fill("${token}")?);
        for (name, value) in &request.params {
            scope.set(name, value);
        }
        let status = match &case.response.status {
            None => None,
            Some(template) => scope
                .read(template, |status| match status {
                    "" => Ok(None),
                    status => parse_status(status).map(Some),
                })
                .within("status")
                .within("response")?,
        };
        let site = match answer {
            CaseAnswer::HttpError => Some(Site::HttpBody),
            _ if status.is_some_and(|status| status >= 400) => Some(Site::HttpBody),
            _ => operation.site(),
        };
        if let Some(site) = site {
            scope.set("flag_key", site.flag_key());
            scope.set("doc_key", site.doc_url_key());
            scope.set("correlation_key", site.correlation_key());
        }
        let fields = SentFields::of_error(&case.fields, case.bare, site, status, &scope);
        let fields = fields.within("facts")?;
        let members = case.members.as_deref().map(|text| scope.fill(text));
        let error = match &case.response.error {
            Some(template) => scope.fill(template).within("error").within("response")?,
            None => fields.object(site, members.transpose().within("members")?.as_deref()),
        };
        Ok(Self {
            reason: SentFields::of_reason(case, answer, &scope).within("reason")?,
            result: SentFields::of_result(case, &scope).within("result")?,
            more: more_errors(case, answer, site, status, &scope).within("more")?,
            case,
            operation,
            answer,
            request,
            status,
            site,
            fields,
            error,
            scope,
        })
    }

    /// A text of the case with its names filled in.
    pub(super) fn fill(&self, template: &str) -> Result<String, Problem> {
        self.scope.fill(template)
    }

    /// As [`Scope::read`].
    pub(super) fn read<T>(
        &self,
        template: &str,
        read: impl FnOnce(&str) -> Result<T, Problem>,
    ) -> Result<T, CaseError> {
        self.scope.read(template, read)
    }

    /// The headers with their names filled in.
    pub(super) fn headers(
        &self,
        headers: &[(String, String)],
    ) -> Result<Vec<(String, String)>, CaseError> {
        let fill = |(index, (name, value)): (usize, &(String, String))| {
            let name = self.fill(name).within(0).within(index)?;
            Ok((name, self.fill(value).within(1).within(index)?))
        };
        headers.iter().enumerate().map(fill).collect()
    }

    /// The whole answer around the error or the reason.
    pub(super) fn shape(&self) -> Result<Shape, CaseError> {
        let json = |name| self.result.named(name).and_then(|slot| slot.json.clone());
        let message = match self.result.named("message") {
            Some(slot) => slot.json.clone(),
            None => Some(serde_json::Value::from(self.fill("${envelope}")?).to_string()),
        };
        let stray = match &self.case.stray {
            Some(stray) => format!(",{}", self.fill(stray).within("stray")?),
            None => String::new(),
        };
        let status = json("status");
        let words = VectorTokens {
            message: message.as_deref(),
            status: status.as_deref(),
            stray: &stray,
            token: &self.fill("${token}")?,
        };
        let shape = match self.answer {
            CaseAnswer::Failed => {
                let object = |fields: &SentFields| fields.object(Some(Site::JobRun), None);
                let more = self.more.iter().map(|fields| fields.as_ref().map(object));
                let more: Vec<Option<String>> = more.collect();
                let (error, more) = (&*self.error, &*more);
                shape::unsuccessful(self.operation, &words, Unsuccessful::Failed { error, more })
            }
            CaseAnswer::Canceled => {
                let reason = &*self.reason.object();
                shape::unsuccessful(self.operation, &words, Unsuccessful::Canceled { reason })
            }
            CaseAnswer::Success => Some(shape::success(self.operation, &words)),
            CaseAnswer::HttpError => Some(Shape {
                status: self.status.ok_or(Problem::NoStatus).within("answer")?,
                body: self.error.clone(),
                slot: "",
                fields: Vec::new(),
                item: None,
            }),
            CaseAnswer::Literal => Some(self.literal()),
        };
        let none = || {
            let problem = Problem::NoSuchAnswer(self.operation.id());
            self.scope.blame(&self.case.operation, problem)
        };
        shape.ok_or_else(none).within("operation")
    }

    fn literal(&self) -> Shape {
        let field = |name: &'static str, at| {
            let slot = self.result.named(name)?;
            Some((name, slot.json.clone().unwrap_or_default(), at))
        };
        let fields = [
            field("status", "/status"),
            field("message", "/message"),
            field("outcome", "/outcome"),
        ];
        Shape {
            status: self.status.unwrap_or(200),
            body: String::new(),
            slot: "",
            fields: fields.into_iter().flatten().collect(),
            item: None,
        }
    }

    /// The body: exactly the one that the case gives, or the shape's.
    pub(super) fn body(&self, shaped: String) -> Result<Body, CaseError> {
        let spec = &self.case.response;
        match (&spec.body, &spec.base64, &spec.repeat) {
            (None, None, None) if self.answer == CaseAnswer::Literal => {
                Err(CaseError::at(&["answer".into()], Problem::NoBody))
            }
            (None, None, None) => Ok(Body::Text(shaped)),
            (Some(text), None, None) => self.fill(text).map(Body::Text).within("body"),
            (None, Some(text), None) => self.fill(text).map(Body::Base64).within("base64"),
            (None, None, Some(repeat)) => self.repeat(repeat).within("repeat"),
            (_, _, Some(_)) => Err(Problem::TwoBodies).within("repeat"),
            (Some(_), Some(_), None) => Err(Problem::TwoBodies).within("base64"),
        }
    }

    fn repeat(&self, spec: &RepeatSpec) -> Result<Body, CaseError> {
        let count_of = |text: &str| {
            let count = text.parse();
            count.map_err(|_| Problem::Count(text.to_owned()))
        };
        let body = Body::Repeat {
            prefix: self.fill(&spec.prefix).within("prefix")?,
            unit: self.fill(&spec.unit).within("unit")?,
            count: self.read(&spec.count, count_of).within("count")?,
            suffix: self.fill(&spec.suffix).within("suffix")?,
        };
        let size = body.check_size().map_err(Problem::BodyTooLarge);
        size.map_err(|problem| self.scope.blame(&spec.count, problem))
            .within("count")?;
        Ok(body)
    }
}

/// The errors of further job runs, each with words of its own.
fn more_errors(
    case: &Case,
    answer: CaseAnswer,
    site: Option<Site>,
    status: Option<u16>,
    scope: &Scope,
) -> Result<Vec<Option<SentFields>>, CaseError> {
    let list = answer == CaseAnswer::Failed && site == Some(Site::JobRun);
    if !case.more.is_empty() && !list {
        return Err(Problem::MoreThanOne.into());
    }
    let id = scope.fill("${id}")?;
    case.more
        .iter()
        .enumerate()
        .map(|(position, more)| {
            let mut scope = scope.clone();
            scope.add_words(&format!("{id}#{}", position + 1));
            match more.none {
                true => Ok(None),
                false => SentFields::of_error(&more.fields, false, site, status, &scope)
                    .within("facts")
                    .within(position)
                    .map(Some),
            }
        })
        .collect()
}

pub(super) fn parse_status(text: &str) -> Result<u16, Problem> {
    text.parse()
        .ok()
        .filter(|status| (200..=599).contains(status))
        .ok_or_else(|| Problem::Status(text.to_owned()))
}

/// The request that a client makes for the operation.
fn request(operation: Operation, token: &str) -> Request {
    let mut params = BTreeMap::new();
    for name in operation.path().split(['{', '}']).skip(1).step_by(2) {
        let value = match name {
            "workspaceId" => "conformance".to_owned(),
            "projectName" => "project".to_owned(),
            _ => format!("{}-{token}", name.to_lowercase()),
        };
        params.insert(name.to_owned(), value);
    }
    Request {
        method: operation.method().as_str().to_owned(),
        path: operation.path().to_owned(),
        params,
    }
}
