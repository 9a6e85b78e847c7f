//! Units of keys: the suffix of a key's name says what a Quantity is turned to.

/// The units that keys and arrays of this package have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    Second,
    Hertz,
    KiloElectronVolt,
    Radian,
}

impl Unit {
    /// As astropy writes it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Second => "s",
            Self::Hertz => "Hz",
            Self::KiloElectronVolt => "keV",
            Self::Radian => "rad",
        }
    }

    /// The unit of a key: that of its suffix; energies, selections included, are in keV.
    pub(crate) fn of_key(key: &str) -> Option<Self> {
        const SUFFIXES: [(&str, Unit); 4] =
            [("_s", Unit::Second), ("_hz", Unit::Hertz), ("_kev", Unit::KiloElectronVolt), ("_rad", Unit::Radian)];
        let by_suffix = SUFFIXES.iter().find(|(suffix, _)| key.ends_with(suffix));
        let energies = matches!(key, "energy" | "bands").then_some(Self::KiloElectronVolt);
        by_suffix.map(|(_, unit)| *unit).or(energies)
    }
}
