//! The fields of one vector as its case resolves them: what is sent, and the object that sends it.
//!
//! The canonical fields of a place are here too. Not here: what is expected of a field (see
//! [`crate::expectations`]). Start at [`SentFields`].

use std::collections::BTreeMap;

use tables::{Field, Site};

use crate::case::{Case, CaseAnswer, FieldSpec};
use crate::expectations::Slot;
use crate::template::Scope;

/// Facts under the names that the file uses, in its order.
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
    ) -> Result<NamedFields, String> {
        specs
            .iter()
            .map(|(name, spec)| Ok((name.clone(), Slot::of(spec, scope)?)))
            .collect::<Result<Vec<_>, String>>()
            .map(NamedFields)
    }

    pub(crate) fn of_reason(
        case: &Case,
        answer: CaseAnswer,
        scope: &Scope,
    ) -> Result<NamedFields, String> {
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
                return Err(format!("a reason has no fact `{name}`"));
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
    ) -> Result<Self, String> {
        let specs = specs
            .iter()
            .map(|(name, spec)| Ok((scope.fill(name)?, spec)))
            .collect::<Result<BTreeMap<String, &FieldSpec>, String>>()?;
        let name_of = |field: Field| match field {
            Field::Flag => "flag",
            other => other.documented_key(),
        };
        if let Some(name) = specs.keys().find(|name| {
            !Field::ALL
                .iter()
                .any(|field| name_of(*field) == name.as_str())
        }) {
            let names: Vec<_> = Field::ALL.iter().map(|field| name_of(*field)).collect();
            return Err(format!(
                "an error has no fact `{name}`; it has {}",
                names.join(", ")
            ));
        }
        let mut fields = Vec::new();
        for &field in Field::ALL {
            let slot = match specs.get(name_of(field)) {
                Some(spec) => Slot::of(spec, scope)?,
                None if bare => Slot::default(),
                None => canonical(site, status, field, scope)?,
            };
            fields.push((field, slot));
        }
        Ok(Self(fields))
    }

    /// The object that sends these fields at a place.
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

/// The canonical body of a place: what the S0 example has, with the vector's own words; at C the
/// flag is required (wire), at D there are only a code and a message (wire).
fn canonical(
    site: Option<Site>,
    status: Option<u16>,
    field: Field,
    scope: &Scope,
) -> Result<Slot, String> {
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

    fn of(spec: &FieldSpec, scope: &Scope) -> Result<Self, String> {
        let json = match (&spec.text, &spec.json, spec.absent) {
            (Some(text), None, false) => {
                Some(serde_json::Value::from(scope.fill(text)?).to_string())
            }
            // An empty template of a value sends nothing.
            (None, Some(json), false) => Some(scope.fill(json)?).filter(|json| !json.is_empty()),
            (None, None, true) => None,
            (None, None, false) if spec.as_sent => None,
            _ => return Err("a fact has one of `text`, `json` and `absent = true`".to_owned()),
        };
        let fill = |text: &String| scope.fill(text);
        Ok(Self {
            json,
            key: spec.key.as_ref().map(fill).transpose()?,
            twin: match &spec.twin {
                Some(twin) => Some((scope.fill(&twin.key)?, scope.fill(&twin.json)?)),
                None => None,
            },
            level: spec.level,
            requirement: spec.requirement.as_ref().map(fill).transpose()?,
            any_of: match &spec.any_of {
                Some(values) => Some(values.iter().map(fill).collect::<Result<_, _>>()?),
                None => None,
            },
            as_sent: spec.as_sent,
            typed: spec.typed,
            unchecked: spec.unchecked,
        })
    }
}
