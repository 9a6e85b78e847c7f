//! What is decided before a cube is computed.
use super::deposit::Depositor;
use super::lines::Lines;
use super::place::{Placer, Sorted, corners};
use super::spans::knots_of;
use super::spec::{CubeSpec, Curve, Path};
use super::tables::{Nodes, Optics, Tables};
use super::template::{Dimmings, Templates};
use super::velocity::{Velocities, stretch};
use crate::blur::{FWHM_PER_SIGMA, Lsf, Psf};
use crate::orient::View;
use crate::spaxel::{Assignment, Field, Footprint, lit};
use crate::telescope::{PsfShape, Telescope};
use crate::{Error, Result, Stars};
use astrarium_astro::constants::{MEGAPARSEC_CM, SOLAR_LUMINOSITY_ERG_S};
use astrarium_astro::cosmology::Cosmology;
use astrarium_astro::ssp::SspLibrary;
use std::f64::consts::PI;
use std::ops::Range;

/// What is not as a user may think.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Warning {
    /// The library's spectra are blurrier than the telescope: nothing is blurred, and what is seen has this width.
    CoarseLibrary {
        /// Full width at half maximum of the library's spectra as seen, ångström.
        fwhm_aa: f64,
        /// That of the telescope.
        telescope_aa: f64,
    },
    /// So many channels lie beyond the library's wavelengths; they are NaN.
    DarkChannels(usize),
    /// Nearest spaxels: gradients with respect to positions and angles lack the part of moving between spaxels.
    StepwisePositions,
    /// A point-spread function that cannot be integrated over spaxels is applied after nearest spaxels.
    PsfAfterwards,
}

/// What a plan has found.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// How the cube is computed.
    pub path: Path,
    /// Spectra in the stead of the library's nodes (factored path).
    pub rank: usize,
    /// Nodes of the library that stars have.
    pub n_nodes: usize,
    /// Between velocities, km/s.
    pub velocity_step_km_s: f64,
    /// Stars in the field and its border.
    pub n_stars: usize,
    /// Parts of the stars' mass whose metallicity, and whose age, lies beyond the library's.
    pub clamped: [f64; 2],
    /// What is not as a user may think.
    pub warnings: Vec<Warning>,
}

/// How rows are computed.
pub(super) enum Way {
    Direct,
    Bins,
    Single(Tables<f32>),
    Double(Tables<f64>),
}

/// A cube that can be computed: everything is checked, sorted and tabulated.
pub struct CubePlan<'a> {
    pub(super) spec: CubeSpec,
    pub(super) stars: &'a Stars,
    pub(super) library: &'a SspLibrary,
    pub(super) cosmology: Cosmology,
    pub(super) placer: Placer<'a>,
    pub(super) sorted: Sorted,
    pub(super) optics: Optics,
    pub(super) nodes: Nodes,
    pub(super) dimmings: Dimmings,
    pub(super) velocities: Velocities,
    /// The knots of velocity that each spaxel has, border included.
    pub(super) knots: Vec<Range<usize>>,
    pub(super) psf: Option<Psf>,
    pub(super) flux_unit: f64,
    pub(super) way: Way,
    pub(super) report: Report,
    pub(super) wave_aa: Vec<f64>,
    pub(super) lit: Vec<bool>,
    /// Whether each channel lies within the library's wavelengths.
    pub(super) covered: Vec<bool>,
    /// Lines of gas.
    pub(super) lines: Option<Lines>,
}

impl std::fmt::Debug for CubePlan<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CubePlan").field("spec", &self.spec).field("report", &self.report).finish_non_exhaustive()
    }
}

/// Numbers of a flux density: of 10^-20 erg/s/cm²/Å.
const UNIT: f64 = 1e20;

/// `L☉/(4π D_L² (1 + z))` in 10^-20 erg/s/cm²/Å for a solar luminosity per ångström at rest.
pub(super) fn flux_unit(cosmology: &Cosmology, redshift: f64) -> f64 {
    let distance_cm = cosmology.luminosity_distance_mpc(redshift) * MEGAPARSEC_CM;
    UNIT * SOLAR_LUMINOSITY_ERG_S / (4.0 * PI * distance_cm * distance_cm * (1.0 + redshift))
}

/// Resolution of the libraries known by name, ångström: `None` of one that is coarser than any telescope here.
fn library_fwhm_aa(spec: &CubeSpec, library: &SspLibrary) -> f64 {
    let by_name = match library.name() {
        "bc03miles" => 2.5,
        "bc03lr" => 20.0,
        _ => 0.0,
    };
    spec.library_fwhm_aa.unwrap_or(by_name)
}

/// Standard deviation of what blurs the library's spectra at a wavelength, ångström: the telescope's less the library's.
pub(super) fn lsf_sigma_aa(telescope: &Telescope, library_fwhm_aa: f64, redshift: f64, wave_aa: f64) -> f64 {
    let Some(lsf) = &telescope.lsf else { return 0.0 };
    let square = lsf.fwhm_aa(wave_aa).powi(2) - (library_fwhm_aa * (1.0 + redshift)).powi(2);
    square.max(0.0).sqrt() / FWHM_PER_SIGMA
}

impl<'a> CubePlan<'a> {
    /// Plans the cube of a view's stars; `a_v` is the attenuation of each in V, mag.
    ///
    /// # Errors
    /// As [`CubeSpec::check`]; [`Error::Length`] or [`Error::BadValue`] of attenuations that are not one positive number a star;
    /// [`Error::Astro`] of a metallicity or an age beyond the library where that is refused, of an unknown cosmology.
    pub fn new(spec: &CubeSpec, view: &'a View, library: &'a SspLibrary, a_v: Option<&[f64]>) -> Result<Self> {
        spec.check()?;
        let stars = &view.particles.stars;
        if let Some(a_v) = a_v {
            Error::check_length("a_v of stars", a_v.len(), stars.len())?;
            Error::check_none_negative("a_v of stars", a_v)?;
        }
        let cosmology = spec.cosmology.spec()?.plan()?;
        let telescope = &spec.telescope;
        let (n, wave_aa) = (telescope.n_spaxels(), telescope.wave_aa());
        let (psf, footprint, mut warnings) = spread(spec, &wave_aa);
        let field = Field {
            n,
            border: psf.as_ref().map_or(0, Psf::reach),
            spaxel_arcsec: telescope.spaxel_arcsec,
            kpc_per_arcsec: cosmology.kpc_per_arcsec(spec.redshift),
            pointing: spec.pointing,
        };
        let placer = Placer::new(view.turn, (field, footprint), (library, spec.interpolation));
        let sorted = placer.sort(stars, a_v)?;
        let optics = optics(spec, library, &sorted, &mut warnings);
        let steepest = optics.templates.dimming.iter().fold(0.0, |most: f64, k| most.max(-k));
        let dimmings = Dimmings::new(sorted.most_a_v, steepest, 0.1 * spec.tolerance);
        let smooth = (spec.curve == Curve::Monotone).then_some(&placer.axes);
        let used = used(&sorted, &optics.templates);
        let nodes = Nodes::new(library, &optics.templates, (&used, smooth), &dimmings)?;
        let (low, high) = sorted.rapidities;
        let covered = covered(&optics, &wave_aa, telescope.wave_step_aa, (low, high));
        let n_dark = covered.iter().filter(|covered| !**covered).count();
        if n_dark > 0 {
            warnings.push(Warning::DarkChannels(n_dark));
        }
        let step = optics.velocity_step(&nodes.sample(), 0.5 * spec.tolerance);
        let velocities = Velocities::new(low, high, step);
        let knots = knots_of(&sorted, &velocities, (field.n_all(), footprint.size()));
        let clamped = sorted.clamped_msun.map(|mass| mass / sorted.total_msun.max(f64::MIN_POSITIVE));
        let report = Report {
            path: spec.path,
            rank: 0,
            n_nodes: nodes.layout.n_slots,
            velocity_step_km_s: step,
            n_stars: sorted.stars.len(),
            clamped,
            warnings,
        };
        let mut plan = Self {
            spec: spec.clone(),
            stars,
            library,
            flux_unit: flux_unit(&cosmology, spec.redshift),
            cosmology,
            placer,
            sorted,
            optics,
            nodes,
            dimmings,
            velocities,
            knots,
            psf,
            way: Way::Direct,
            report,
            wave_aa,
            lit: lit(telescope.aperture, n),
            covered,
            lines: None,
        };
        plan.choose();
        Ok(plan)
    }

    /// What was found.
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// Takes the cheapest way, or the one asked for.
    fn choose(&mut self) {
        let path = if self.spec.path == Path::Auto { self.cheapest() } else { self.spec.path };
        self.report.path = path;
        self.way = match path {
            Path::Direct => Way::Direct,
            Path::Bins => Way::Bins,
            Path::Auto | Path::Factored => self.factored(),
        };
        self.report.rank = match &self.way {
            Way::Single(tables) => tables.rank,
            Way::Double(tables) => tables.rank,
            _ => 0,
        };
    }

    /// Tables in single precision where the tolerance is far above its roundings.
    fn factored(&self) -> Way {
        const SINGLE: f64 = 2e-5;
        let rest = 0.5 * self.spec.tolerance;
        if self.spec.tolerance >= SINGLE {
            Way::Single(Tables::new(&self.optics, &self.nodes, self.velocities, rest))
        } else {
            Way::Double(Tables::new(&self.optics, &self.nodes, self.velocities, rest))
        }
    }

    /// Tables in double precision, for gradients where the cube is computed without tables.
    pub(super) fn double_tables(&self) -> Tables<f64> {
        Tables::new(&self.optics, &self.nodes, self.velocities, 0.5 * self.spec.tolerance)
    }

    /// Resolution of the library's spectra, ångström.
    pub(super) fn library_fwhm_aa(&self) -> f64 {
        library_fwhm_aa(&self.spec, self.library)
    }

    /// By counted operations, in nanoseconds of one core.
    fn cheapest(&self) -> Path {
        let (n_wave, n_bins) = (self.optics.templates.len() as f64, self.optics.lsf.of_bins().n_bins() as f64);
        let (n_stars, n_channels) = (self.sorted.stars.len() as f64, self.wave_aa.len() as f64);
        let n_cells = (self.placer.field.n_all() as f64).powi(2).min(n_stars);
        let (n_nodes, n_knots) = (self.nodes.spectra.len() as f64, self.velocities.n as f64);
        let cells = (self.placer.footprint.size() as f64).powi(2);
        // spectra of a tolerance, as measured on libraries of this resolution
        let rank = n_nodes.min(18.0 * (1.0 / self.spec.tolerance).log10());
        let direct = n_stars * (2.0 * n_wave + (6.0 + cells) * n_bins);
        let margins = 2.0 * super::velocity::MARGIN as f64;
        let bins = n_cells * (n_knots + margins) * (0.4 * n_nodes * n_wave + 6.0 * n_bins);
        let set_up = 0.7 * n_nodes * n_wave * rank + rank * (n_knots + margins) * 8.0 * n_bins;
        let factored = set_up + n_stars * rank * (0.5 + 0.4 * cells) + n_cells * n_knots * rank * n_channels * 0.03;
        if direct <= bins.min(factored) {
            Path::Direct
        } else if bins <= factored {
            Path::Bins
        } else {
            Path::Factored
        }
    }

    /// What brings stars to spaxels by tables.
    pub(super) fn depositor<'b, S>(&'b self, tables: &'b Tables<S>) -> Depositor<'b, S> {
        Depositor {
            tables,
            layout: &self.nodes.layout,
            dimmings: &self.dimmings,
            footprint: self.placer.footprint,
            flux_unit: self.flux_unit,
            n_all: self.placer.field.n_all(),
        }
    }

    /// The stars that reach rows of spaxels.
    pub(super) fn reaching(&self, rows: &Range<usize>) -> Range<usize> {
        let size = self.placer.footprint.size();
        // row `first` of a footprint stands at `first + size - 1`
        self.sorted.rows[rows.start]..self.sorted.rows[rows.end + size - 1]
    }
}

/// What blurs images, and how stars are shared out so that it is right.
fn spread(spec: &CubeSpec, wave_aa: &[f64]) -> (Option<Psf>, Footprint, Vec<Warning>) {
    let (telescope, mut warnings) = (&spec.telescope, Vec::new());
    let geometry = (telescope.n_spaxels(), telescope.spaxel_arcsec);
    let mut assignment = spec.assignment;
    if assignment == Assignment::Nearest {
        warnings.push(Warning::StepwisePositions);
    }
    let Some(psf) = &telescope.psf else {
        let kind = if assignment == Assignment::Psf { Assignment::Nearest } else { assignment };
        return (None, Footprint::new(kind, 0.0), warnings);
    };
    let is_plain = psf.shape == PsfShape::Gaussian && psf.exponent == 0.0;
    if assignment == Assignment::Psf && is_plain {
        let sigma = psf.fwhm_arcsec / telescope.spaxel_arcsec / FWHM_PER_SIGMA;
        return (None, Footprint::new(Assignment::Psf, sigma), warnings);
    }
    if assignment == Assignment::Psf {
        warnings.push(Warning::PsfAfterwards);
        assignment = Assignment::Nearest;
    }
    let added = if assignment == Assignment::Cloud { 1.0 / 12.0 } else { 0.0 };
    (Some(Psf::new(psf, geometry, wave_aa, added)), Footprint::new(assignment, 0.0), warnings)
}

/// Farthest knots beyond the stars' rapidities, km/s.
const KNOTS_BEYOND: f64 = 12.0 * 80.0;

fn optics(spec: &CubeSpec, library: &SspLibrary, sorted: &Sorted, warnings: &mut Vec<Warning>) -> Optics {
    let telescope = &spec.telescope;
    let own = library_fwhm_aa(spec, library);
    let sigma = |wave_aa: f64| lsf_sigma_aa(telescope, own, spec.redshift, wave_aa);
    let (first_aa, step_aa) = (telescope.edges_aa()[0], telescope.wave_step_aa);
    let bins = Lsf::bins(first_aa, step_aa, telescope.n_channels(), sigma);
    if let Some(lsf) = &telescope.lsf {
        let middle_aa = bins.channel_aa(bins.n_channels / 2);
        if sigma(middle_aa) == 0.0 {
            let (fwhm_aa, telescope_aa) = (own * (1.0 + spec.redshift), lsf.fwhm_aa(middle_aa));
            warnings.push(Warning::CoarseLibrary { fwhm_aa, telescope_aa });
        }
    }
    let (low, high) = sorted.rapidities;
    let redshift_stretch = 1.0 + spec.redshift;
    let stretches = (redshift_stretch * stretch(low - KNOTS_BEYOND), redshift_stretch * stretch(high + KNOTS_BEYOND));
    let templates = Templates::new(library, telescope.medium, &spec.dust, (&bins, stretches));
    Optics { templates, lsf: Lsf::new(bins, sigma), redshift_stretch, boost: spec.boost }
}

/// The nodes that stars have.
fn used(sorted: &Sorted, templates: &Templates) -> Vec<bool> {
    let n_nodes = sorted.has_node.len();
    let mut used = vec![false; n_nodes];
    for first in (0..n_nodes).filter(|node| sorted.has_node[*node]) {
        corners(first, templates.n_age, n_nodes).into_iter().for_each(|node| used[node] = true);
    }
    // something must stand in the tables of an empty field
    if sorted.stars.is_empty() {
        used[0] = true;
    }
    used
}

fn covered(optics: &Optics, wave_aa: &[f64], step_aa: f64, (low, high): (f64, f64)) -> Vec<bool> {
    let (first, last) = optics.templates.ends();
    let from = first * optics.redshift_stretch * stretch(high);
    let to = last * optics.redshift_stretch * stretch(low);
    wave_aa.iter().map(|wave| wave - 0.5 * step_aa >= from && wave + 0.5 * step_aa <= to).collect()
}
