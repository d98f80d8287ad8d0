//! The fields of one vector as its case resolves them: what is sent, and the object that sends it.
//!
//! The canonical fields of a site are here too. Not here: what is expected of a field (see
//! [`crate::expectations`]). Start at [`SentFields`].

use std::collections::BTreeMap;

use tables::{Field, Site};

use crate::case::{Case, CaseAnswer, FieldSpec};
use crate::error::{CaseError, Problem, Within as _};
use crate::expectations::Slot;
use crate::template::Scope;

/// Fields under the names that the file uses, in its order.
pub(crate) struct NamedFields(pub(crate) Vec<(String, Slot)>);

impl NamedFields {
    pub(crate) fn named(&self, name: &str) -> Option<&Slot> {
        self.0
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, slot)| slot)
    }

    /// The object that sends these fields.
    pub(crate) fn object(&self) -> String {
        let members: Vec<String> = self
            .0
            .iter()
            .filter_map(|(name, slot)| {
                let key = slot.key.as_deref().unwrap_or(name);
                Some(format!("\"{key}\":{}", slot.json.as_deref()?))
            })
            .collect();
        format!("{{{}}}", members.join(","))
    }
}

/// The seven fields of an error, each sent or not.
pub(crate) struct SentFields(pub(crate) Vec<(Field, Slot)>);

impl SentFields {
    pub(crate) fn get(&self, field: Field) -> Option<&Slot> {
        self.0
            .iter()
            .find(|(known, _)| *known == field)
            .map(|(_, slot)| slot)
    }

    pub(crate) fn resolve(
        specs: &BTreeMap<String, FieldSpec>,
        scope: &Scope,
    ) -> Result<NamedFields, CaseError> {
        specs
            .iter()
            .map(|(name, spec)| Ok((name.clone(), Slot::of(spec, scope).within(&**name)?)))
            .collect::<Result<Vec<_>, CaseError>>()
            .map(NamedFields)
    }

    pub(crate) fn of_result(case: &Case, scope: &Scope) -> Result<NamedFields, CaseError> {
        let known = ["status", "message", "outcome"];
        for name in case.result.keys() {
            if !known.contains(&name.as_str()) {
                let problem = Problem::UnknownResultField {
                    name: name.clone(),
                    known: known.join(", "),
                };
                return Err(problem).within(&**name);
            }
        }
        Self::resolve(&case.result, scope)
    }

    pub(crate) fn of_reason(
        case: &Case,
        answer: CaseAnswer,
        scope: &Scope,
    ) -> Result<NamedFields, CaseError> {
        let mut fields = Self::resolve(&case.reason, scope)?;
        if answer == CaseAnswer::Canceled && !case.bare {
            for (name, text) in [
                ("type", "\"terminated\"".to_owned()),
                ("message", format!("\"{}\"", scope.fill("${reason}")?)),
            ] {
                if fields.named(name).is_none() {
                    fields.0.push((name.to_owned(), Slot::sent(text)));
                }
            }
        }
        for name in ["type", "message", "doc_url", "details"] {
            if answer == CaseAnswer::Canceled && fields.named(name).is_none() {
                fields.0.push((name.to_owned(), Slot::default()));
            }
        }
        let order = ["type", "message", "doc_url", "details", "timestamp"];
        for (name, _) in &fields.0 {
            if !order.contains(&name.as_str()) {
                let problem = Problem::UnknownReasonField {
                    name: name.clone(),
                    known: order.join(", "),
                };
                return Err(problem).within(&**name);
            }
        }
        fields
            .0
            .sort_by_key(|(name, _)| order.iter().position(|known| known == name));
        Ok(fields)
    }

    pub(crate) fn of_error(
        specs: &BTreeMap<String, FieldSpec>,
        bare: bool,
        site: Option<Site>,
        status: Option<u16>,
        scope: &Scope,
    ) -> Result<Self, CaseError> {
        let name_of = |field: Field| match field {
            Field::Flag => "flag",
            other => other.documented_key(),
        };
        let field_of = |name: &str| {
            let known = Field::ALL.iter().find(|field| name_of(**field) == name);
            known.ok_or_else(|| Problem::UnknownErrorField {
                name: name.to_owned(),
                known: Vec::from_iter(Field::ALL.iter().map(|field| name_of(*field))).join(", "),
            })
        };
        let mut given = BTreeMap::new();
        for (name, spec) in specs {
            let field = scope.read(name, field_of).within(&**name)?;
            given.insert(field, Slot::of(spec, scope).within(&**name)?);
        }
        let mut fields = Vec::new();
        for &field in Field::ALL {
            let slot = match given.remove(&field) {
                Some(slot) => slot,
                None if bare => Slot::default(),
                None => canonical(site, status, field, scope)?,
            };
            fields.push((field, slot));
        }
        Ok(Self(fields))
    }

    /// The object that sends these fields at a site.
    pub(crate) fn object(&self, site: Option<Site>, members: Option<&str>) -> String {
        let site = site.unwrap_or(Site::Result);
        let mut parts = Vec::new();
        for (field, slot) in &self.0 {
            if let Some(json) = &slot.json {
                let key = slot.key.as_deref().unwrap_or_else(|| field.wire_key(site));
                parts.push(format!("\"{key}\":{json}"));
            }
            if let Some((key, json)) = &slot.twin {
                parts.push(format!("\"{key}\":{json}"));
            }
        }
        parts.extend(members.map(ToOwned::to_owned));
        format!("{{{}}}", parts.join(","))
    }
}

/// The canonical field of a site: what the S0 example has, with the vector's own words. An HTTP
/// body requires the flag (wire); a web task has only a code and a message (wire).
fn canonical(
    site: Option<Site>,
    status: Option<u16>,
    field: Field,
    scope: &Scope,
) -> Result<Slot, Problem> {
    let code = match (site, status) {
        (Some(Site::Result), _) | (None, _) => "script-process-crashed",
        (Some(Site::JobRun), _) => "internal-server-error",
        (Some(Site::HttpBody), Some(401)) => "unauthorized",
        (Some(Site::HttpBody), Some(404)) => "not-found",
        (Some(Site::HttpBody), _) => "bad-request",
        (Some(Site::WebTask), _) => "internal-error",
    };
    let category = if site == Some(Site::HttpBody) {
        "user"
    } else {
        "infrastructure"
    };
    let text = match field {
        Field::Message => format!("\"{}\"", scope.fill("${message}")?),
        Field::Code => format!("\"{code}\""),
        Field::Category if site != Some(Site::WebTask) => format!("\"{category}\""),
        Field::Flag if site == Some(Site::HttpBody) => "false".to_owned(),
        Field::DocUrl if matches!(site, Some(Site::Result | Site::JobRun)) => {
            format!("\"{}\"", scope.fill("${doc}")?)
        }
        Field::CorrelationId if site != Some(Site::WebTask) => {
            format!("\"{}\"", scope.fill("${correlation}")?)
        }
        _ => return Ok(Slot::default()),
    };
    Ok(Slot::sent(text))
}

impl Slot {
    fn sent(json: String) -> Self {
        Self {
            json: Some(json),
            ..Self::default()
        }
    }

    fn of(spec: &FieldSpec, scope: &Scope) -> Result<Self, CaseError> {
        let fill = |key: &str, text: &Option<String>| {
            let text = text.as_ref().map(|text| scope.fill(text));
            text.transpose().within(key)
        };
        let json = match (&spec.text, &spec.json, spec.absent) {
            (Some(_), None, false) => {
                fill("text", &spec.text)?.map(|text| serde_json::Value::from(text).to_string())
            }
            // An empty template of a value sends nothing.
            (None, Some(_), false) => fill("json", &spec.json)?.filter(|json| !json.is_empty()),
            (None, None, true) => None,
            (None, None, false) if spec.as_sent => None,
            _ => return Err(Problem::FieldValue.into()),
        };
        Ok(Self {
            json,
            key: fill("key", &spec.key)?,
            twin: match &spec.alias {
                Some(alias) => Some((
                    scope.fill(&alias.key).within("key").within("twin")?,
                    scope.fill(&alias.json).within("json").within("twin")?,
                )),
                None => None,
            },
            level: spec.level,
            requirement: fill("requirement", &spec.requirement)?,
            any_of: match &spec.any_of {
                Some(values) => {
                    let values = values.iter().enumerate();
                    let values = values.map(|(index, value)| scope.fill(value).within(index));
                    Some(values.collect::<Result<_, _>>().within("any_of")?)
                }
                None => None,
            },
            as_sent: spec.as_sent,
            typed: spec.typed,
            unchecked: spec.unchecked,
            assumed: spec.assumed,
        })
    }
}
