//! The facts of one vector as its case resolves them: what is sent, and the object that sends it.
//!
//! The canonical facts of a place are here too. Not here: what is expected of a fact (see
//! [`crate::expectations`]). Start at [`Facts`].

use std::collections::BTreeMap;

use tables::{Fact, Place};

use crate::case::{Answer, Case, FactSpec};
use crate::expectations::Slot;
use crate::template::Scope;

/// Facts under the names that the file uses, in its order.
pub(crate) struct NamedFacts(pub(crate) Vec<(String, Slot)>);

impl NamedFacts {
    pub(crate) fn named(&self, name: &str) -> Option<&Slot> {
        self.0
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, slot)| slot)
    }

    /// The object that sends these facts.
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

/// The seven facts of an error, each sent or not.
pub(crate) struct Facts(pub(crate) Vec<(Fact, Slot)>);

impl Facts {
    pub(crate) fn get(&self, fact: Fact) -> Option<&Slot> {
        self.0
            .iter()
            .find(|(known, _)| *known == fact)
            .map(|(_, slot)| slot)
    }

    pub(crate) fn resolve(
        specs: &BTreeMap<String, FactSpec>,
        scope: &Scope,
    ) -> Result<NamedFacts, String> {
        specs
            .iter()
            .map(|(name, spec)| Ok((name.clone(), Slot::of(spec, scope)?)))
            .collect::<Result<Vec<_>, String>>()
            .map(NamedFacts)
    }

    pub(crate) fn of_reason(
        case: &Case,
        answer: Answer,
        scope: &Scope,
    ) -> Result<NamedFacts, String> {
        let mut facts = Self::resolve(&case.reason, scope)?;
        if answer == Answer::Canceled && !case.bare {
            for (name, text) in [
                ("type", "\"terminated\"".to_owned()),
                ("message", format!("\"{}\"", scope.fill("${reason}")?)),
            ] {
                if facts.named(name).is_none() {
                    facts.0.push((name.to_owned(), Slot::sent(text)));
                }
            }
        }
        for name in ["type", "message", "doc_url", "details"] {
            if answer == Answer::Canceled && facts.named(name).is_none() {
                facts.0.push((name.to_owned(), Slot::default()));
            }
        }
        let order = ["type", "message", "doc_url", "details", "timestamp"];
        for (name, _) in &facts.0 {
            if !order.contains(&name.as_str()) {
                return Err(format!("a reason has no fact `{name}`"));
            }
        }
        facts
            .0
            .sort_by_key(|(name, _)| order.iter().position(|known| known == name));
        Ok(facts)
    }

    pub(crate) fn of_error(
        specs: &BTreeMap<String, FactSpec>,
        bare: bool,
        place: Option<Place>,
        status: Option<u16>,
        scope: &Scope,
    ) -> Result<Self, String> {
        let specs = specs
            .iter()
            .map(|(name, spec)| Ok((scope.fill(name)?, spec)))
            .collect::<Result<BTreeMap<String, &FactSpec>, String>>()?;
        let name_of = |fact: Fact| match fact {
            Fact::Flag => "flag",
            other => other.documented_key(),
        };
        if let Some(name) = specs
            .keys()
            .find(|name| !Fact::ALL.iter().any(|fact| name_of(*fact) == name.as_str()))
        {
            let names: Vec<_> = Fact::ALL.iter().map(|fact| name_of(*fact)).collect();
            return Err(format!(
                "an error has no fact `{name}`; it has {}",
                names.join(", ")
            ));
        }
        let mut facts = Vec::new();
        for &fact in Fact::ALL {
            let slot = match specs.get(name_of(fact)) {
                Some(spec) => Slot::of(spec, scope)?,
                None if bare => Slot::default(),
                None => canonical(place, status, fact, scope)?,
            };
            facts.push((fact, slot));
        }
        Ok(Self(facts))
    }

    /// The object that sends these facts at a place.
    pub(crate) fn object(&self, place: Option<Place>, members: Option<&str>) -> String {
        let place = place.unwrap_or(Place::A);
        let mut parts = Vec::new();
        for (fact, slot) in &self.0 {
            if let Some(json) = &slot.json {
                let key = slot.key.as_deref().unwrap_or_else(|| fact.wire_key(place));
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
    place: Option<Place>,
    status: Option<u16>,
    fact: Fact,
    scope: &Scope,
) -> Result<Slot, String> {
    let code = match (place, status) {
        (Some(Place::A), _) | (None, _) => "script-process-crashed",
        (Some(Place::B), _) => "internal-server-error",
        (Some(Place::C), Some(401)) => "unauthorized",
        (Some(Place::C), Some(404)) => "not-found",
        (Some(Place::C), _) => "bad-request",
        (Some(Place::D), _) => "internal-error",
    };
    let category = if place == Some(Place::C) {
        "user"
    } else {
        "infrastructure"
    };
    let text = match fact {
        Fact::Message => format!("\"{}\"", scope.fill("${message}")?),
        Fact::Code => format!("\"{code}\""),
        Fact::Category if place != Some(Place::D) => format!("\"{category}\""),
        Fact::Flag if place == Some(Place::C) => "false".to_owned(),
        Fact::DocUrl if matches!(place, Some(Place::A | Place::B)) => {
            format!("\"{}\"", scope.fill("${doc}")?)
        }
        Fact::CorrelationId if place != Some(Place::D) => {
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

    fn of(spec: &FactSpec, scope: &Scope) -> Result<Self, String> {
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
