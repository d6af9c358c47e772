//! The limits that requests must keep to: one table, by path.

use std::collections::BTreeMap;

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::Context;
use crate::model::{Constraint, Rule};

impl Context<'_> {
    /// The table of limits, which only those compile who ask for it.
    pub(super) fn constraints(self) -> TokenStream {
        // A path with two requests has one set of limits.
        let by_path: BTreeMap<&str, &[Constraint]> = self
            .model
            .endpoints
            .iter()
            .filter(|endpoint| !endpoint.constraints.is_empty())
            .map(|endpoint| (endpoint.path.as_str(), endpoint.constraints.as_slice()))
            .collect();
        let entries = by_path.iter().map(|(path, constraints)| {
            let constraints = constraints.iter().map(constraint);
            quote! { (#path, &[#(#constraints),*]) }
        });
        let rule = (!by_path.is_empty()).then(|| quote! { use crate::runtime::Rule; });
        // rustfmt lays nested calls in a table out in another way.
        quote! {
            //! The limits that requests must keep to, by path.
            use crate::runtime::Constraint;
            #rule
            /// The limits by path, in the order of paths.
            #[rustfmt::skip]
            pub(crate) const CONSTRAINTS: &[(&str, &[Constraint])] = &[#(#entries),*];
        }
    }
}

fn constraint(constraint: &Constraint) -> TokenStream {
    let path = &constraint.path;
    let rule = rule(&constraint.rule);
    let unless = &constraint.unless;
    let unless = (!unless.is_empty()).then(|| quote! { .unless(&[#(#unless),*]) });
    quote! { Constraint::new(#path, #rule)#unless }
}

fn rule(rule: &Rule) -> TokenStream {
    let number = |limit: &Option<f64>| option(limit.map(Literal::f64_unsuffixed));
    let count = |limit: &Option<u64>| option(limit.map(Literal::u64_unsuffixed));
    match rule {
        Rule::Length(least, most) => {
            let (least, most) = (count(least), count(most));
            quote! { Rule::Length(#least, #most) }
        }
        Rule::Range(least, most) => {
            let (least, most) = (number(least), number(most));
            quote! { Rule::Range(#least, #most) }
        }
        Rule::Elements(least, most) => {
            let (least, most) = (count(least), count(most));
            quote! { Rule::Elements(#least, #most) }
        }
        Rule::Unique => quote! { Rule::Unique },
        Rule::Pattern(pattern) => quote! { Rule::Pattern(#pattern) },
        Rule::AnyOf(paths) => quote! { Rule::AnyOf(&[#(#paths),*]) },
    }
}

fn option(limit: Option<Literal>) -> TokenStream {
    limit.map_or_else(|| quote! { None }, |limit| quote! { Some(#limit) })
}
