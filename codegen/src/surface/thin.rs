//! Generated code without what no program can name: most of it need not be parsed then.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// The traits whose implementations bind types to others.
const TELLING: [&str; 2] = ["Endpoint", "Channel"];

/// The items of a file without bodies of functions, and without implementations of traits
/// that say nothing to a program.
pub(super) fn thin(tokens: TokenStream) -> TokenStream {
    let mut kept: Vec<TokenTree> = Vec::new();
    let mut item: Vec<TokenTree> = Vec::new();
    for tree in tokens {
        let ends = match &tree {
            TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
            TokenTree::Punct(mark) => mark.as_char() == ';',
            _ => false,
        };
        item.push(tree);
        if ends {
            keep(&mut item, &mut kept);
        }
    }
    kept.append(&mut item);
    kept.into_iter().collect()
}

/// Moves an item over, if it is of use, and as far as it is.
fn keep(item: &mut Vec<TokenTree>, kept: &mut Vec<TokenTree>) {
    let first = item.iter().position(|tree| is_word(tree, "impl"));
    let Some(first) = first else {
        kept.append(item);
        return;
    };
    match item
        .iter()
        .skip(first)
        .position(|tree| is_word(tree, "for"))
    {
        Some(distance) => {
            let name = item.get(first + distance - 1);
            if name.is_some_and(|name| TELLING.iter().any(|one| is_word(name, one))) {
                kept.append(item);
            }
            item.clear();
        }
        None => kept.extend(item.drain(..).map(|tree| match tree {
            TokenTree::Group(group) => TokenTree::Group(without_bodies(&group)),
            other => other,
        })),
    }
}

fn is_word(tree: &TokenTree, word: &str) -> bool {
    matches!(tree, TokenTree::Ident(ident) if *ident == word)
}

fn without_bodies(block: &Group) -> Group {
    let inner = block.stream().into_iter().map(|tree| match tree {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
            TokenTree::Group(Group::new(Delimiter::Brace, TokenStream::new()))
        }
        other => other,
    });
    Group::new(block.delimiter(), inner.collect())
}
