//! The data files, embedded.

macro_rules! telescopes {
    ($($name:literal),* $(,)?) => {
        /// Name and text of every telescope file.
        pub(super) const TELESCOPES: &[(&str, &str)] =
            &[$(($name, include_str!(concat!("../../data/telescopes/", $name, ".toml")))),*];
    };
}

telescopes![
    "CALIFA",
    "HECTOR",
    "MaNGA_12",
    "MaNGA_32",
    "MUSE",
    "MUSE_ultraWFM",
    "MUSE_WFM",
    "NIRSpec_G140H_F070LP",
    "NIRSpec_G140H_F100LP",
    "NIRSpec_G140M_F070LP",
    "NIRSpec_G140M_F100LP",
    "NIRSpec_G235H_F170LP",
    "NIRSpec_G235M_F170LP",
    "NIRSpec_G395H_F290LP",
    "NIRSpec_G395M_F290LP",
    "NIRSpec_PRISM_CLEAR",
    "SAMI",
    "SimSpin_CALIFA",
    "SimSpin_Hector",
    "SimSpin_IFU",
    "SimSpin_MaNGA_12",
    "SimSpin_MaNGA_17",
    "SimSpin_MaNGA_22",
    "SimSpin_MaNGA_27",
    "SimSpin_MaNGA_32",
    "SimSpin_MUSE",
    "SimSpin_MUSE_NFM",
    "SimSpin_SAMI",
    "TESTGRADIENT",
];

#[cfg(test)]
mod tests {
    use super::TELESCOPES;
    use crate::Telescope;

    #[test]
    fn every_file_of_the_folder_is_listed_and_named_as_it_says() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("data/telescopes");
        let mut found: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
            .collect();
        found.sort_by_key(|name| name.to_lowercase());
        assert_eq!(found, TELESCOPES.iter().map(|(name, _)| *name).collect::<Vec<_>>());
        for (name, text) in TELESCOPES {
            assert_eq!(Telescope::parse(name, text).unwrap().name, *name);
        }
    }
}
