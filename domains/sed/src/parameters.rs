//! The numbers of a component, by name: what a fit may move.
use std::borrow::Cow;

/// A number of a component.
#[derive(Clone, Debug, PartialEq)]
pub struct Quantity {
    /// Its name, the field's.
    pub name: Cow<'static, str>,
    /// Its unit, empty if it has none.
    pub unit: &'static str,
    /// Where a template's prior begins and ends.
    pub range: [f64; 2],
    /// Whether that prior is even in the logarithm.
    pub log: bool,
}

/// A component whose numbers can be read and moved by their place.
pub trait Parametric {
    /// All numbers, in their order.
    fn quantities(&self) -> Vec<Quantity>;

    /// The number at a place.
    ///
    /// # Panics
    /// If there is no such place.
    fn get(&self, place: usize) -> f64;

    /// Puts a number at a place.
    ///
    /// # Panics
    /// If there is no such place.
    fn set(&mut self, place: usize, value: f64);
}

/// The number called `name`, if a component has it.
pub(crate) fn place_of(component: &dyn Parametric, name: &str) -> Option<usize> {
    component.quantities().iter().position(|quantity| quantity.name == name)
}

/// Declares a component: its numbers with default, unit and the range of a template's prior (`log`: even in the logarithm),
/// then, after `+`, settings that no fit moves.
macro_rules! component {
    ($(#[$doc:meta])* $vis:vis struct $Name:ident {
        $($(#[$about:meta])* $field:ident = $default:expr, $unit:literal, $low:literal .. $high:literal $($log:ident)?;)*
        $(+ { $($(#[$extra_about:meta])* $extra:ident: $Extra:ty = $extra_default:expr;)+ })?
    }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, ::serde::Serialize, ::serde::Deserialize, ::schemars::JsonSchema)]
        #[serde(deny_unknown_fields, default)]
        $vis struct $Name {
            $($(#[$about])* pub $field: f64,)*
            $($($(#[$extra_about])* pub $extra: $Extra,)+)?
        }
        impl Default for $Name {
            fn default() -> Self {
                Self { $($field: $default,)* $($($extra: $extra_default,)+)? }
            }
        }
        impl $crate::parameters::Parametric for $Name {
            fn quantities(&self) -> Vec<$crate::parameters::Quantity> {
                vec![$($crate::parameters::Quantity {
                    name: stringify!($field).into(),
                    unit: $unit,
                    range: [$low, $high],
                    log: $crate::parameters::is_log!($($log)?),
                }),*]
            }
            fn get(&self, place: usize) -> f64 {
                [$(self.$field),*][place]
            }
            fn set(&mut self, place: usize, value: f64) {
                let fields: &mut [&mut f64] = &mut [$(&mut self.$field),*];
                *fields[place] = value;
            }
        }
    };
}

macro_rules! is_log {
    () => {
        false
    };
    (log) => {
        true
    };
}

/// A family of components, known by name, whose numbers can be moved.
macro_rules! components {
    ($(#[$doc:meta])* $vis:vis enum $Family:ident : $Trait:path {
        $($name:literal => $module:ident :: $Type:ident, $line:literal;)+
    }) => {
        ::astrarium_io::family! {
            $(#[$doc])* $vis enum $Family : $Trait { $($name => $module::$Type, $line;)+ }
        }
        impl ::std::ops::DerefMut for $Family {
            fn deref_mut(&mut self) -> &mut Self::Target {
                match self { $(Self::$Type(member) => member),+ }
            }
        }
    };
}

pub(crate) use {component, components, is_log};
