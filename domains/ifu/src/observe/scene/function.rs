//! The galaxy, its inputs, the cube and the pull.
use super::inputs::{Input, Inputs, rows};
use crate::cube::{Cube, CubePlan, CubeSpec, Gradient, LineSpec, Report, Widths};
use crate::observe::{Libraries, ObserveSpec};
use crate::orient::{View, euler};
use crate::screen::Screen;
use crate::{Error, Gas, Particles, Result, Stars};
use astrarium_exec::Engine;

/// A galaxy before a telescope, of which everything smooth may be changed: [`cube`](Self::cube) is the function,
/// [`pull`](Self::pull) takes derivatives with respect to the cube back to the inputs.
///
/// Centre, systemic velocity, alignment and the dust in front of each star are found once, for the galaxy that is given; they
/// do not change with the inputs, and attenuations are an input of their own. There is no noise. Channels beyond the library
/// are nought here, not NaN, so that a scalar of the cube stays a number.
///
/// ```
/// # use astrarium_astro::ssp::{SspLibrary, SspParts};
/// use astrarium_exec::Engine;
/// use astrarium_ifu::observe::{Input, Inputs, ObserveSpec, Scene};
/// # use astrarium_ifu::{Particles, generate::GenerateSpec};
/// # fn main() -> astrarium_ifu::Result<()> {
/// # let library = SspLibrary::new(SspParts {
/// #     wave_aa: vec![3000.0, 5000.0, 10000.0],
/// #     age_yr: vec![1e6, 2e10],
/// #     metallicity: vec![0.02],
/// #     luminosity: vec![1e-4; 6],
/// #     ..SspParts::default()
/// # })?;
/// # let engine = Engine::serial();
/// # let galaxy = Particles::generate(&GenerateSpec { n_stars: 100, n_gas: 0, ..GenerateSpec::default() }, 1, &engine)?;
/// let spec = ObserveSpec { fov_arcsec: Some(1.0), redshift: Some(0.1), ..ObserveSpec::default() };
/// let scene = Scene::new(galaxy, &spec, library.into(), &engine)?;
/// let inputs = Inputs::from([(Input::Angles, vec![60.0, 0.0, 0.0])]);
/// let cube = scene.cube(&inputs, &engine)?;
/// // of half the sum of squares
/// let slopes = scene.pull(&inputs, &cube.flux, &[Input::Angles, Input::Age], &engine)?;
/// assert_eq!((slopes[&Input::Angles].len(), slopes[&Input::Age].len()), (3, 100));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Scene {
    spec: CubeSpec,
    view: View,
    a_v: Vec<f64>,
    libraries: Libraries,
    report: Report,
    shining: Shining,
}

/// Emission lines, if there are some, and the dust in front of each gas element.
#[derive(Clone, Debug, Default)]
struct Shining {
    spec: Option<LineSpec>,
    a_v: Vec<f64>,
}

/// A scene whose inputs are what was given.
struct Set {
    spec: CubeSpec,
    view: View,
    a_v: Vec<f64>,
    shining: Shining,
    /// Factor on all fluxes.
    brightness: f64,
}

impl Set {
    fn plan<'a>(&'a self, libraries: &'a Libraries) -> Result<CubePlan<'a>> {
        let plan = CubePlan::new(&self.spec, &self.view, &libraries.stars, Some(&self.a_v))?;
        match (self.shining.spec, &libraries.lines) {
            (Some(spec), Some(grid)) => plan.with_lines(spec, &self.view.particles.gas, grid, Some(&self.shining.a_v)),
            _ => Ok(plan),
        }
    }
}

impl Scene {
    /// Centres, aligns and screens a galaxy.
    ///
    /// # Errors
    /// As [`observe`](crate::observe::observe); [`Error::Unwanted`] if noise is asked for.
    pub fn new(particles: Particles, spec: &ObserveSpec, libraries: Libraries, engine: &Engine) -> Result<Self> {
        if spec.noise.is_some() {
            let why = "a scene is smooth: add noise to its cube afterwards";
            return Err(Error::Unwanted { what: "noise", why });
        }
        let (telescope, redshift) = (spec.telescope()?, spec.redshift_of(&particles.galaxy)?);
        let cube_spec = spec.cube(&telescope, redshift);
        let view = View::new(particles, &spec.orientation)?;
        let [n_stars, n_gas] = [view.particles.stars.len(), view.particles.gas.len()];
        let (mut a_v, mut shining) = (vec![0.0; n_stars], Shining { spec: spec.lines, a_v: vec![0.0; n_gas] });
        if let Some(dust) = &spec.dust {
            let screen = Screen::new(&view, dust)?;
            a_v = screen.a_v(engine)?;
            shining.a_v = screen.a_v_before(&view.particles.gas.position_kpc, engine)?;
        }
        if spec.lines.is_some() {
            libraries.grid()?;
        }
        let report = CubePlan::new(&cube_spec, &view, &libraries.stars, Some(&a_v))?.report().clone();
        if report.n_stars == 0 {
            return Err(Error::NoStars { place_of: Some("the field of the telescope") });
        }
        Ok(Self { spec: cube_spec, view, a_v, libraries, report, shining })
    }

    /// How many stars and gas elements there are.
    pub fn counts(&self) -> [usize; 2] {
        [self.view.particles.stars.len(), self.view.particles.gas.len()]
    }

    /// What the cube is asked to be.
    pub fn spec(&self) -> &CubeSpec {
        &self.spec
    }

    /// What the plan of the galaxy as it is given has found.
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// The numbers that an input has where it is not given.
    ///
    /// # Errors
    /// [`Error::Missing`] of the width of a blur that the telescope does not have, of gas that emits no lines.
    pub fn value(&self, input: Input) -> Result<Vec<f64>> {
        if let Some(values) = self.gas_value(input) {
            let why = "no emission lines are asked for, and of gas only they are seen";
            return if self.shining.spec.is_some() { Ok(values) } else { Err(Error::Missing { what: "lines", why }) };
        }
        let stars = &self.view.particles.stars;
        let telescope = &self.spec.telescope;
        let why = "the telescope has no such blur, whose width could change";
        Ok(match input {
            Input::InitialMass => stars.initial_mass_msun.clone(),
            Input::Age => stars.age_gyr.clone(),
            Input::Metallicity => stars.metallicity.clone(),
            Input::Attenuation => self.a_v.clone(),
            Input::Position => stars.position_kpc.as_flattened().to_vec(),
            Input::Velocity => stars.velocity_km_s.as_flattened().to_vec(),
            Input::Angles => self.spec.orientation.angles_deg.to_vec(),
            Input::Redshift => vec![self.spec.redshift],
            Input::PsfFwhm => match &telescope.psf {
                Some(psf) => vec![psf.fwhm_arcsec],
                None => return Err(Error::Missing { what: "psf of the telescope", why }),
            },
            Input::LsfFactor if telescope.lsf.is_none() => {
                return Err(Error::Missing { what: "lsf of the telescope", why });
            }
            _ => vec![1.0],
        })
    }

    /// The numbers of the gas, if the input is one of its.
    fn gas_value(&self, input: Input) -> Option<Vec<f64>> {
        let gas = &self.view.particles.gas;
        match input {
            Input::GasSfr => Some(gas.sfr_msun_yr.clone().unwrap_or_default()),
            Input::GasMetallicity => Some(gas.metallicity.clone()),
            Input::GasAttenuation => Some(self.shining.a_v.clone()),
            Input::GasPosition => Some(gas.position_kpc.as_flattened().to_vec()),
            Input::GasVelocity => Some(gas.velocity_km_s.as_flattened().to_vec()),
            _ => None,
        }
    }

    /// The cube of these inputs; those that are not given are as [`value`](Self::value) says.
    ///
    /// # Errors
    /// [`Error::Length`] of an input that has not as many numbers as its [`shape`](Input::shape); [`Error::OutOfRange`] and
    /// [`Error::BadValue`] of numbers that cannot be; [`Error::Missing`] of the width of a blur that is not there; interruptions.
    pub fn cube(&self, inputs: &Inputs, engine: &Engine) -> Result<Cube> {
        let set = self.set(inputs)?;
        let mut cube = set.plan(&self.libraries)?.run(engine)?;
        cube.flux.iter_mut().for_each(|flux| *flux = if flux.is_nan() { 0.0 } else { set.brightness * *flux });
        Ok(cube)
    }

    /// Derivatives of a scalar with respect to some inputs, those with respect to the cube `[y][x][channel]` given. All are
    /// finite, and memory does not grow with what is between.
    ///
    /// # Errors
    /// As [`cube`](Self::cube) and [`CubePlan::pull`].
    pub fn pull(&self, inputs: &Inputs, derivatives: &[f64], of: &[Input], engine: &Engine) -> Result<Inputs> {
        let set = self.set(inputs)?;
        let widths = Widths { psf: of.contains(&Input::PsfFwhm), lsf: of.contains(&Input::LsfFactor) };
        let scaled: Vec<f64> = derivatives.iter().map(|derivative| set.brightness * derivative).collect();
        let gradient = set.plan(&self.libraries)?.pull(&scaled, widths, engine)?;
        let of_one = |input: Input| Ok((input, self.slopes(input, &gradient, inputs)?));
        of.iter().copied().map(of_one).collect()
    }

    /// The derivatives with respect to one input.
    fn slopes(&self, input: Input, gradient: &Gradient, inputs: &Inputs) -> Result<Vec<f64>> {
        // whether there is such a width at all
        let value = if let Some(given) = inputs.get(&input) { given.clone() } else { self.value(input)? };
        Ok(match input {
            Input::InitialMass => gradient.initial_mass_msun.clone(),
            Input::Age => gradient.age_gyr.clone(),
            Input::Metallicity => gradient.metallicity.clone(),
            Input::Attenuation => gradient.a_v.clone(),
            Input::Position => gradient.position_kpc.as_flattened().to_vec(),
            Input::Velocity => gradient.velocity_km_s.as_flattened().to_vec(),
            Input::Angles => gradient.angles_deg.to_vec(),
            Input::Redshift => vec![gradient.redshift],
            Input::DistanceFactor => vec![gradient.ln_distance / value[0]],
            Input::PsfFwhm => vec![gradient.psf_fwhm_arcsec],
            Input::LsfFactor => vec![gradient.ln_lsf_width / value[0]],
            Input::GasSfr => gradient.gas.sfr_msun_yr.clone(),
            Input::GasMetallicity => gradient.gas.metallicity.clone(),
            Input::GasAttenuation => gradient.gas.a_v.clone(),
            Input::GasPosition => gradient.gas.position_kpc.as_flattened().to_vec(),
            Input::GasVelocity => gradient.gas.velocity_km_s.as_flattened().to_vec(),
        })
    }

    /// The scene with these inputs.
    fn set(&self, inputs: &Inputs) -> Result<Set> {
        for (input, values) in inputs {
            if self.gas_value(*input).is_some() {
                // whether there are lines at all
                self.value(*input)?;
            }
            Error::check_length(input.name(), values.len(), input.shape(self.counts()).iter().product())?;
            Error::check_each(input.name(), values, "a finite number", f64::is_finite)?;
        }
        let mut set = Set {
            spec: self.spec.clone(),
            view: self.view_of(inputs),
            a_v: self.a_v.clone(),
            shining: self.shining.clone(),
            brightness: 1.0,
        };
        for (input, values) in inputs {
            set.change(*input, values)?;
        }
        set.view.particles.stars.check()?;
        set.view.turn = euler(set.spec.orientation.angles_deg);
        Ok(set)
    }

    /// The view with the stars of these inputs: what is given is not copied before.
    fn view_of(&self, inputs: &Inputs) -> View {
        let stars = &self.view.particles.stars;
        let column = |input: Input, own: &Vec<f64>| inputs.get(&input).unwrap_or(own).clone();
        let vectors =
            |input: Input, own: &Vec<[f64; 3]>| inputs.get(&input).map_or_else(|| own.clone(), |flat| rows(flat));
        let stars = Stars {
            position_kpc: vectors(Input::Position, &stars.position_kpc),
            velocity_km_s: vectors(Input::Velocity, &stars.velocity_km_s),
            mass_msun: stars.mass_msun.clone(),
            initial_mass_msun: column(Input::InitialMass, &stars.initial_mass_msun),
            age_gyr: column(Input::Age, &stars.age_gyr),
            metallicity: column(Input::Metallicity, &stars.metallicity),
        };
        let mut gas = Gas::default();
        if self.shining.spec.is_some() {
            gas = self.view.particles.gas.clone();
            gas.metallicity = column(Input::GasMetallicity, &gas.metallicity);
            gas.sfr_msun_yr = inputs.get(&Input::GasSfr).cloned().or(gas.sfr_msun_yr);
            gas.position_kpc = vectors(Input::GasPosition, &gas.position_kpc);
            gas.velocity_km_s = vectors(Input::GasVelocity, &gas.velocity_km_s);
        }
        let particles = Particles { stars, gas, galaxy: self.view.particles.galaxy.clone() };
        View { particles, ..self.view }
    }
}

impl Set {
    /// Sets what is not a column of the stars.
    fn change(&mut self, input: Input, values: &[f64]) -> Result<()> {
        let why = "the telescope has no such blur, whose width could change";
        match input {
            Input::Attenuation => self.a_v = values.to_vec(),
            Input::GasAttenuation => self.shining.a_v = values.to_vec(),
            Input::Angles => self.spec.orientation.angles_deg = std::array::from_fn(|k| values[k]),
            Input::Redshift => self.spec.redshift = values[0],
            Input::DistanceFactor => {
                Error::check_positive("distance_factor", values[0])?;
                self.brightness = values[0].powi(-2);
            }
            Input::PsfFwhm => {
                let none = Error::Missing { what: "psf of the telescope", why };
                self.spec.telescope.psf.as_mut().ok_or(none)?.fwhm_arcsec = values[0];
            }
            Input::LsfFactor => {
                Error::check_positive("lsf_factor", values[0])?;
                let none = Error::Missing { what: "lsf of the telescope", why };
                let lsf = self.spec.telescope.lsf.as_ref().map(|lsf| lsf.scaled(values[0]));
                self.spec.telescope.lsf = Some(lsf.ok_or(none)?);
            }
            // columns, which the view has
            _ => {}
        }
        Ok(())
    }
}
