//! What a text is the id of.

use super::{ANY_ID, Resolver};
use crate::model::naming::pascal;
use crate::model::place::{Place, Root};
use crate::modelling::fits;

impl Resolver<'_> {
    /// What a text is the id of, if it is one: told by where it stands.
    pub(super) fn id_kind(&self, place: &Place, marked: bool) -> Option<String> {
        let ids = &self.modelling.ids;
        let shown = place.to_string();
        if let Some((_, kind)) =
            ids.places.iter().find(|(pattern, _)| fits(pattern, &shown))
        {
            return Some(kind.clone());
        }
        let Some(field) = place.field() else {
            return marked.then(|| ANY_ID.to_owned());
        };
        if ids.none.iter().any(|none| none == field) {
            return None;
        }
        if field == "id" {
            return self.own_id_kind(place, marked);
        }
        if let Some(kind) = ids.fields.get(field) {
            return Some(kind.clone());
        }
        let stem = field
            .strip_suffix("Ids")
            .or_else(|| field.strip_suffix("Id"))
            .filter(|stem| !stem.is_empty());
        match stem {
            Some(stem) if marked => Some(pascal(stem)),
            None if marked => Some(ANY_ID.to_owned()),
            _ => None,
        }
    }

    fn own_id_kind(&self, place: &Place, marked: bool) -> Option<String> {
        let ids = &self.modelling.ids;
        let parent = place.parent()?;
        let outer = parent
            .field()
            .map(|outer| [format!("{outer}Id"), format!("{outer}Ids")]);
        if let Some(names) = outer {
            let known = names.iter().find_map(|name| ids.fields.get(name));
            return known.cloned().or_else(|| marked.then(|| ANY_ID.to_owned()));
        }
        match &parent.root {
            Root::Entity(name) => {
                let chosen = ids.entities.get(name).cloned();
                Some(chosen.unwrap_or_else(|| pascal(name)))
            }
            _ => marked.then(|| ANY_ID.to_owned()),
        }
    }
}
