//! Permissions, each a number in a set.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{Context, docs, names};
use crate::model::Permission;

impl Context<'_> {
    /// The permissions that the server knows.
    pub(super) fn permissions(self) -> TokenStream {
        let permissions = &self.model.permissions;
        let idents: Vec<_> = permissions
            .iter()
            .map(|one| names::ident(&one.ident))
            .collect();
        let wires: Vec<_> = permissions.iter().map(|one| &one.name).collect();
        let abouts = permissions.iter().map(about);
        let aliases = permissions
            .iter()
            .map(|one| docs::alias(&one.name, &one.ident));
        let indexes = (0..permissions.len()).map(Literal::usize_unsuffixed);
        let ungrantable: Vec<_> = permissions
            .iter()
            .zip(&idents)
            .filter(|(one, _)| !one.grantable)
            .map(|(_, ident)| ident)
            .collect();
        let known = if permissions.is_empty() {
            quote! { Self::Other(runtime::OtherValue::new(text)) }
        } else {
            quote! {
                match text {
                    #(#wires => Self::#idents,)*
                    other => Self::Other(runtime::OtherValue::new(other)),
                }
            }
        };
        quote! {
            //! What a token may be allowed to do.
            use crate::runtime;
            /// A permission that an app asks for and a token holds.
            #[derive(Clone, Debug, PartialEq, Eq, Hash)]
            #[non_exhaustive]
            pub enum Permission {
                #(#abouts #aliases #idents,)*
                /// A permission that these bindings don't know.
                Other(runtime::OtherValue),
            }
            impl Permission {
                /// All that these bindings know, in the server's order.
                pub const ALL: &'static [Self] = &[#(Self::#idents),*];
                const UNGRANTABLE: &'static [Self] = &[#(Self::#ungrantable),*];
                /// Whether the token of an app can hold it. The others are for the server's own pages.
                #[must_use]
                #[inline]
                pub fn is_grantable(&self) -> bool { !Self::UNGRANTABLE.contains(self) }
                /// Its place in [`ALL`](Self::ALL).
                #[inline]
                pub(crate) const fn index(&self) -> Option<usize> {
                    match self { #(Self::#idents => Some(#indexes),)* Self::Other(_) => None, }
                }
            }
            impl runtime::TextEnum for Permission {
                #[inline]
                fn of(text: &str) -> Self {
                    #known
                }
                #[inline]
                fn text(&self) -> &str {
                    match self { #(Self::#idents => #wires,)* Self::Other(other) => other.as_str(), }
                }
            }
            runtime::text_enum!(Permission);
        }
    }
}

/// Our line, or what the name says, and then the facts.
fn about(permission: &Permission) -> TokenStream {
    let mut facts = match permission.endpoints.len() {
        0 => "no endpoint asks for it".to_owned(),
        1 => "one endpoint asks for it".to_owned(),
        count => format!("{count} endpoints ask for it"),
    };
    if let Some(period) = docs::period(&permission.period) {
        facts.push_str(&format!("; {period}"));
    }
    if !permission.grantable {
        facts.push_str("; no app can hold it");
    }
    let shown = docs::code(&permission.name);
    if permission.about.is_none() {
        let action = docs::prose(&action(&permission.name));
        return docs::told(None, format!("{shown}: {action}; {facts}."));
    }
    docs::told(permission.about.as_ref(), format!("{shown}: {facts}."))
}

/// What a permission's name says of what it allows.
fn action(name: &str) -> String {
    let (verb, what) = name.split_once(':').unwrap_or(("", name));
    let what = what.replace(':', ", ").replace('-', " ").to_lowercase();
    match verb {
        "read" => format!("see {what}"),
        "write" => format!("change {what}"),
        _ => format!("use {what}"),
    }
}
