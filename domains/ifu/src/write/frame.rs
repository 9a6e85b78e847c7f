//! Places on the sky and in wavelength, as the keywords of FITS.
use crate::Telescope;
use astrarium_astro::units::Medium;
use astrarium_io::fits::Cards;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where on the sky a galaxy is seen, and how the field lies there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Sky {
    /// Right ascension of the galaxy's centre, degrees.
    pub ra_deg: f64,
    /// Declination of the galaxy's centre, degrees.
    pub dec_deg: f64,
    /// Offset of the field's centre to the east, arcsec.
    pub east_arcsec: f64,
    /// Offset of the field's centre to the north, arcsec.
    pub north_arcsec: f64,
    /// Angle of the field's rising `y`, from north through east, degrees.
    pub position_angle_deg: f64,
}

impl Sky {
    /// Keywords of the two axes of the sky: east is to the left, so pixel 1 is the last spaxel of a row.
    ///
    /// # Source
    /// Greisen & Calabretta 2002, A&A 395, 1061; Calabretta & Greisen 2002, A&A 395, 1077
    pub(super) fn cards(&self, telescope: &Telescope, cards: &mut Cards) {
        let (n, width) = (telescope.n_spaxels() as f64, telescope.spaxel_arcsec);
        let (sine, cosine) = self.position_angle_deg.to_radians().sin_cos();
        let (east, north) = (self.east_arcsec / width, self.north_arcsec / width);
        // where the galaxy's centre is, in spaxels from the field's corner
        let (x, y) = (0.5 * n - east * cosine + north * sine, 0.5 * n - east * sine - north * cosine);
        let step = width / 3600.0;
        cards.text("CTYPE1", "RA---TAN", "east to the left").text("CTYPE2", "DEC--TAN", "north up");
        cards.text("CUNIT1", "deg", "").text("CUNIT2", "deg", "");
        cards.real("CRPIX1", n - x + 0.5, "pixel of the galaxy's centre").real("CRPIX2", y + 0.5, "");
        cards.real("CRVAL1", self.ra_deg, "its right ascension").real("CRVAL2", self.dec_deg, "its declination");
        cards.real("CD1_1", -step * cosine, "").real("CD1_2", step * sine, "");
        cards.real("CD2_1", step * sine, "").real("CD2_2", step * cosine, "");
        cards.text("RADESYS", "ICRS", "").real("EQUINOX", 2000.0, "");
    }
}

/// Keywords of the axis of wavelengths.
pub(super) fn spectral_cards(telescope: &Telescope, cards: &mut Cards) {
    let kind = match telescope.medium {
        Medium::Air => ("AWAV", "wavelength in air"),
        Medium::Vacuum => ("WAVE", "wavelength in vacuum"),
    };
    cards.text("CTYPE3", kind.0, kind.1).text("CUNIT3", "Angstrom", "");
    cards.real("CRPIX3", 1.0, "").real("CRVAL3", telescope.wave_range_aa[0], "centre of the first channel");
    cards.real("CD3_3", telescope.wave_step_aa, "width of a channel");
    for key in ["CD1_3", "CD2_3", "CD3_1", "CD3_2"] {
        cards.real(key, 0.0, "");
    }
}
