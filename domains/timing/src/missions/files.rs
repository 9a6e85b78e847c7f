//! The data files, embedded.

macro_rules! missions {
    ($($name:literal),* $(,)?) => {
        /// Name and text of every mission file.
        pub(super) const MISSIONS: &[(&str, &str)] =
            &[$(($name, include_str!(concat!("../../data/missions/", $name, ".toml")))),*];
    };
}

missions![
    "asca",
    "astro-e2",
    "astro-h",
    "astrosat",
    "axaf",
    "bbxrt",
    "burstcube",
    "calet",
    "einstein",
    "exosat",
    "halosat",
    "hitomi",
    "integral",
    "ixpe",
    "maxi",
    "nicer",
    "nustar",
    "rosat",
    "sax",
    "spectrum-rg",
    "suzaku",
    "swift",
    "xlcalibur1",
    "xmm",
    "xrism",
    "xte",
];

/// Channel-to-energy table of the RXTE PCA.
pub(super) const XTE_PCA: &str = include_str!("../../data/calibrations/xte_pca.toml");

#[cfg(test)]
mod tests {
    use super::MISSIONS;

    #[test]
    fn every_file_of_the_folder_is_listed() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("data/missions");
        let mut found: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
            .collect();
        found.sort();
        assert_eq!(found, MISSIONS.iter().map(|(name, _)| *name).collect::<Vec<_>>());
    }
}
