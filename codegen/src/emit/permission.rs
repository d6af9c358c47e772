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
                #(#[doc = #abouts] #aliases #idents,)*
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

fn about(permission: &Permission) -> String {
    let (verb, what) = permission
        .name
        .split_once(':')
        .unwrap_or(("", &permission.name));
    let what = what.replace(':', ", ").replace('-', " ");
    let action = match verb {
        "read" => format!("See {what}"),
        "write" => format!("Change {what}"),
        _ => format!("Use {what}"),
    };
    let mut text = format!(
        "{}: {}",
        docs::code(&permission.name),
        docs::prose(&action.to_lowercase())
    );
    match permission.endpoints.len() {
        0 => text.push_str("; no endpoint asks for it"),
        1 => text.push_str("; one endpoint asks for it"),
        count => text.push_str(&format!("; {count} endpoints ask for it")),
    }
    if let Some(period) = docs::period(&permission.period) {
        text.push_str(&format!("; {period}"));
    }
    if !permission.grantable {
        text.push_str("; no app can hold it");
    }
    text.push('.');
    text
}
