//! What was found, in words.
use super::Observation;
use crate::cube::Warning;
use std::fmt;

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CoarseLibrary { fwhm_aa, telescope_aa } => write!(
                f,
                "the library's spectra are blurred by {fwhm_aa:.2} ångström as seen, the telescope's by {telescope_aa:.2}: \
                 nothing is blurred further, and kinematics cannot be trusted"
            ),
            Self::DarkChannels(n) => write!(f, "{n} channels lie beyond the library's wavelengths and are NaN"),
            Self::StepwisePositions => {
                write!(f, "stars belong to the nearest spaxel: gradients know nothing of their moving to another one")
            }
            Self::PsfAfterwards => {
                write!(f, "this point-spread function cannot be integrated star by star: it blurs the nearest spaxels")
            }
        }
    }
}

/// Part of the stars' mass beyond the library's grid that is worth a word.
const MUCH: f64 = 1e-3;

impl Observation {
    /// What a careful reader should know.
    #[must_use]
    pub fn warnings(&self) -> Vec<String> {
        // of gradients nothing is said to those who have not asked for them
        let told = |warning: &&Warning| **warning != Warning::StepwisePositions;
        let mut words: Vec<String> = self.report.warnings.iter().filter(told).map(ToString::to_string).collect();
        let [metals, ages] = self.report.clamped;
        for (part, what) in [(metals, "metallicity"), (ages, "age")] {
            if part > MUCH {
                let percent = 100.0 * part;
                words.push(format!(
                    "{percent:.1} per cent of the stars' mass has a {what} beyond the library's, and is given its last one"
                ));
            }
        }
        words
    }

    /// Integrated flux density of the field, mean over the channels, 10^-20 erg/s/cm²/Å.
    #[must_use]
    pub fn mean_flux(&self) -> f64 {
        let covered = self.cube.wave_aa.len() as f64;
        self.cube.image().iter().sum::<f64>() / covered
    }
}
