//! One vector of a case with all its names filled in: what is sent.
//!
//! Not here: what is expected of it (see [`super::expand`]). Start at [`Filled::new`].

use tables::{Operation, Site};

use crate::case::{Case, CaseAnswer, RepeatSpec};
use crate::fields::{NamedFields, SentFields};
use crate::shape::{self, Shape, VectorTokens};
use crate::template::Scope;
use suite::vector::{Body, Request};

/// What a case says of one vector.
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
    pub(super) fn new(case: &'a Case, mut scope: Scope) -> Result<Self, String> {
        let operation = scope.fill(&case.operation)?;
        let operation = Operation::from_id(&operation)
            .ok_or_else(|| format!("the operation `{operation}` is not known"))?;
        let answer = CaseAnswer::from_word(&scope.fill(&case.answer)?)?;
        let request = super::request(operation, &scope.fill("${token}")?);
        for (name, value) in &request.params {
            scope.set(name, value);
        }
        let status = match &case.response.status {
            None => None,
            Some(template) => match scope.fill(template)? {
                own if own.is_empty() => None,
                status => Some(parse_status(&status)?),
            },
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
        let fields = SentFields::of_error(&case.fields, case.bare, site, status, &scope)?;
        let members = case.members.as_deref().map(|text| scope.fill(text));
        let error = match &case.response.error {
            Some(template) => scope.fill(template)?,
            None => fields.object(site, members.transpose()?.as_deref()),
        };
        Ok(Self {
            reason: SentFields::of_reason(case, answer, &scope)?,
            result: SentFields::resolve(&case.result, &scope)?,
            more: more_errors(case, answer, site, status, &scope)?,
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
    pub(super) fn fill(&self, template: &str) -> Result<String, String> {
        self.scope.fill(template)
    }

    /// The headers with their names filled in.
    pub(super) fn headers(
        &self,
        headers: &[(String, String)],
    ) -> Result<Vec<(String, String)>, String> {
        let headers = headers.iter();
        headers
            .map(|(name, value)| Ok((self.fill(name)?, self.fill(value)?)))
            .collect()
    }

    /// The whole answer around the error or the reason.
    pub(super) fn shape(&self) -> Result<Shape, String> {
        let json = |name| self.result.named(name).and_then(|slot| slot.json.clone());
        let message = match json("message") {
            Some(json) => json,
            None => serde_json::Value::from(self.fill("${envelope}")?).to_string(),
        };
        let stray = match &self.case.stray {
            Some(stray) => format!(",{}", self.fill(stray)?),
            None => String::new(),
        };
        let status = json("status");
        let words = VectorTokens {
            message: &message,
            status: status.as_deref(),
            stray: &stray,
            token: &self.fill("${token}")?,
        };
        let none = || format!("the operation `{}` has no such answer", self.operation.id());
        Ok(match self.answer {
            CaseAnswer::Failed => {
                let object = |fields: &SentFields| fields.object(Some(Site::JobRun), None);
                let more = self.more.iter().map(|fields| fields.as_ref().map(object));
                let more: Vec<Option<String>> = more.collect();
                shape::failed(self.operation, &words, &self.error, &more).ok_or_else(none)?
            }
            CaseAnswer::Canceled => {
                let reason = self.reason.object();
                shape::canceled(self.operation, &words, &reason).ok_or_else(none)?
            }
            CaseAnswer::Success => shape::success(self.operation, &words),
            CaseAnswer::HttpError => Shape {
                status: self.status.ok_or("an `http-error` needs a status")?,
                body: self.error.clone(),
                slot: "",
                fields: Vec::new(),
            },
            CaseAnswer::Literal => self.literal(),
        })
    }

    fn literal(&self) -> Shape {
        let field = |name: &'static str, at| {
            let slot = self.result.named(name)?;
            Some((name, slot.json.clone().unwrap_or_default(), at))
        };
        let fields = [field("status", "/status"), field("message", "/message")];
        Shape {
            status: self.status.unwrap_or(200),
            body: String::new(),
            slot: "",
            fields: fields.into_iter().flatten().collect(),
        }
    }

    /// The body: exactly the one that the case gives, or the shape's.
    pub(super) fn body(&self, shaped: String) -> Result<Body, String> {
        let spec = &self.case.response;
        match (&spec.body, &spec.base64, &spec.repeat) {
            (None, None, None) if self.answer == CaseAnswer::Literal => {
                Err("a literal answer needs a `body`, a `base64` or a `repeat`".to_owned())
            }
            (None, None, None) => Ok(Body::Text(shaped)),
            (Some(text), None, None) => Ok(Body::Text(self.fill(text)?)),
            (None, Some(text), None) => Ok(Body::Base64(self.fill(text)?)),
            (None, None, Some(repeat)) => self.repeat(repeat),
            _ => Err("a response has one of `body`, `base64` and `repeat`".to_owned()),
        }
    }

    fn repeat(&self, spec: &RepeatSpec) -> Result<Body, String> {
        let count = self.fill(&spec.count)?;
        let body = Body::Repeat {
            prefix: self.fill(&spec.prefix)?,
            unit: self.fill(&spec.unit)?,
            count: count
                .parse()
                .map_err(|_| format!("`{count}` is not a count"))?,
            suffix: self.fill(&spec.suffix)?,
        };
        body.check_size().map(|()| body)
    }
}

/// The errors of further job runs, each with words of its own.
fn more_errors(
    case: &Case,
    answer: CaseAnswer,
    site: Option<Site>,
    status: Option<u16>,
    scope: &Scope,
) -> Result<Vec<Option<SentFields>>, String> {
    let list = answer == CaseAnswer::Failed && site == Some(Site::JobRun);
    if !case.more.is_empty() && !list {
        return Err("only a failed list of job runs has `more`".to_owned());
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
                false => SentFields::of_error(&more.fields, false, site, status, &scope).map(Some),
            }
        })
        .collect()
}

pub(super) fn parse_status(text: &str) -> Result<u16, String> {
    text.parse()
        .ok()
        .filter(|status| (200..=599).contains(status))
        .ok_or_else(|| format!("expected a status from 200 to 599, found `{text}`"))
}
