//! Attenuation and extinction laws.
//!
//! A law is `A(λ)/A(V)`; how much dust there is, is the caller's (`A_V` in magnitudes). Extinction laws are of a screen before
//! stars, attenuation laws of stars and dust mixed in galaxies; both are used alike.

/// A law of attenuation or extinction.
///
/// Beyond [`range_um`](Self::range_um) laws go on as their documentation says: towards the infrared as what their last stretch
/// is, below 912 Å constant, for no law was measured there.
pub trait Attenuation: std::fmt::Debug + Send + Sync {
    /// `A(λ)/A(V)` at a wavelength in micrometres.
    fn ratio(&self, wave_um: f64) -> f64;

    /// First and last wavelength, micrometres, for which the law was made.
    fn range_um(&self) -> (f64, f64);

    /// `R_V = A(V)/E(B-V)` of extinction laws that are told by it.
    fn r_v(&self) -> Option<f64> {
        None
    }

    /// Looks for parameters that make no law.
    ///
    /// # Errors
    /// [`Error::OutOfRange`](crate::Error::OutOfRange) with the parameter.
    fn check(&self) -> crate::Result<()> {
        Ok(())
    }

    /// The part of the light that `av_mag` magnitudes of attenuation in V let through: `10^(-0.4 A_V A(λ)/A(V))`.
    fn transmission(&self, wave_um: f64, av_mag: f64) -> f64 {
        10f64.powf(-0.4 * av_mag * self.ratio(wave_um))
    }

    /// [`ratio`](Self::ratio) at many wavelengths.
    ///
    /// # Panics
    /// If `out` has not as many elements as `wave_um`.
    fn fill(&self, wave_um: &[f64], out: &mut [f64]) {
        assert_eq!(wave_um.len(), out.len(), "one ratio for each wavelength");
        wave_um.iter().zip(out).for_each(|(wave_um, ratio)| *ratio = self.ratio(*wave_um));
    }
}

mod bump;
pub mod emission;
mod fitzpatrick;
#[cfg(test)]
mod tests;

astrarium_io::family! {
    /// The laws known by name.
    pub enum DustLaw: Attenuation {
        "calzetti2000"     => calzetti2000::Calzetti2000,          "attenuation of starburst galaxies, 0.12 to 2.2 µm";
        "noll2009"         => noll2009::Noll2009,                  "Calzetti's law with a bump, both tilted by a power law";
        "salim2018"        => salim2018::Salim2018,                "Calzetti's law tilted by a power law, with a bump";
        "kriek-conroy2013" => kriek_conroy2013::KriekConroy2013,   "Noll's form, the bump falling with the slope";
        "powerlaw"         => powerlaw::PowerLaw,                  "A(λ) ∝ λ^-n, as of Charlot and Fall";
        "gordon2003-smc"   => gordon2003_smc::Gordon2003Smc,       "extinction of the bar of the Small Magellanic Cloud";
        "cardelli1989"     => cardelli1989::Cardelli1989,          "extinction of the Milky Way for any R_V";
        "odonnell1994"     => odonnell1994::Odonnell1994,          "the same with O'Donnell's optical part";
        "fitzpatrick1999"  => fitzpatrick1999::Fitzpatrick1999,    "extinction of the Milky Way by a spline, for any R_V";
        "fitzpatrick2004"  => fitzpatrick2004::Fitzpatrick2004,    "the same with the infrared anew";
        "fitzpatrick2019"  => fitzpatrick2019::Fitzpatrick2019,    "extinction of the Milky Way from spectrophotometry";
        "valencic2004"     => valencic2004::Valencic2004,          "ultraviolet of the Milky Way from IUE";
        "gordon2009"       => gordon2009::Gordon2009,              "ultraviolet of the Milky Way from IUE and FUSE";
        "maiz2014"         => maiz2014::Maiz2014,                  "optical of 30 Doradus and the Milky Way";
        "gordon2016"       => gordon2016::Gordon2016,              "between the Milky Way and the Small Magellanic Cloud";
        "decleir2022"      => decleir2022::Decleir2022,            "near infrared of the Milky Way";
        "gordon2023"       => gordon2023::Gordon2023,              "extinction of the Milky Way from 912 Å to 32 µm";
    }
}

impl Default for DustLaw {
    fn default() -> Self {
        Self::Calzetti2000(Calzetti2000 {})
    }
}

/// Wavelength below which laws are constant, micrometres.
const LYMAN_LIMIT_UM: f64 = 0.0912;

/// Rows of numbers of a table, after comments.
fn rows<const N: usize>(table: &str) -> Vec<[f64; N]> {
    let lines = table.lines().filter(|line| !line.starts_with('#'));
    let number =
        |cell: Option<&str>| cell.and_then(|cell| cell.parse().ok()).expect("tables that are built in hold numbers");
    lines
        .map(|line| {
            let mut cells = line.split('\t');
            std::array::from_fn(|_| number(cells.next()))
        })
        .collect()
}

/// A parameter is within its bounds.
fn check_range(what: &'static str, value: f64, (low, high): (f64, f64), expected: &'static str) -> crate::Result<()> {
    if value >= low && value <= high { Ok(()) } else { Err(crate::Error::OutOfRange { what, value, expected }) }
}
