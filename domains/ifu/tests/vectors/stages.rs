//! One stage after the other, each from the reference's own input to it.
use crate::case::Case;
use astrarium_astro::ssp::SspLibrary;
use astrarium_exec::Engine;
use astrarium_ifu::compat::{self, Column, Field, Lookup, Method, Rubix, RubixSpec, Sample};
use astrarium_ifu::orient::{
    component_median, determinant, dot, euler, inertia_tensor, principal_axes, rotated, transposed,
};
use astrarium_num::testkit::Tally;

/// What agreement means in double precision, where it was stored in single one, and as shipped.
const DOUBLE: f64 = 1e-10;
const SINGLE: f64 = 2e-7;
const SHIPPED: f64 = 2e-6;
/// As shipped the interpolation amplifies roundings.
const SHIPPED_SPECTRA: f64 = 1e-4;

pub(crate) fn run(case: &Case, library: Option<&SspLibrary>, tally: &mut Tally) {
    let stages = Stages { case, shipped: case.is_as_shipped() };
    stages.orientation(tally);
    stages.spaxels(tally);
    stages.blurs(tally);
    if case.has("11_dust/star_A_V") {
        stages.dust(tally);
    }
    let Some(library) = library else { return tally.skip("stages of spectra, without the library bc03lr") };
    stages.spectra(library, tally);
    if stages.shipped {
        tally.skip("cubes as shipped, whose age axis is misread and whose inertia counts one particle often");
    } else {
        stages.cubes(library, tally);
    }
}

struct Stages<'a> {
    case: &'a Case,
    shipped: bool,
}

impl Stages<'_> {
    /// Compares, each value relative to itself or to a millionth (as shipped: all) of the largest.
    fn compare(&self, tally: &mut Tally, name: &str, tolerance: f64, (found, expected): (&[f64], &[f64])) {
        let largest = expected.iter().fold(1e-300, |most: f64, value| most.max(value.abs()));
        let floor = if self.shipped { largest } else { 1e-6 * largest };
        tally.compare(name, &self.case.name, (tolerance, floor), (found, expected));
    }

    fn exact(&self) -> f64 {
        if self.shipped { SHIPPED } else { DOUBLE }
    }

    fn stored(&self) -> f64 {
        if self.shipped { SHIPPED } else { SINGLE }
    }

    fn orientation(&self, tally: &mut Tally) {
        let case = self.case;
        let centre = [0, 1, 2].map(|k| case.values("1_input/center")[k]);
        let minus = |rows: &[[f64; 3]], by: [f64; 3]| -> Vec<[f64; 3]> {
            rows.iter().map(|row| [0, 1, 2].map(|k| row[k] - by[k])).collect()
        };
        // as shipped the subtraction is of single numbers, which lose digits far from the origin
        let input = case.rows("1_input/coords");
        let coords = minus(&input, centre);
        let far = dot(centre, centre).sqrt();
        let centred = case.rows("2_centred/coords");
        let tolerance = if self.shipped { SHIPPED + 1e-7 * far } else { DOUBLE };
        self.compare(tally, "2 coords", tolerance, (coords.as_flattened(), centred.as_flattened()));
        let velocity = case.rows("1_input/velocity");
        let median = component_median(&centred, &velocity, 10.0).expect("stars");
        let moved = minus(&velocity, median);
        let still = case.rows("2_centred/velocity");
        self.compare(tally, "2 velocity", self.exact(), (moved.as_flattened(), still.as_flattened()));

        let axes = case.matrix("3_rotated/alignment_matrix");
        if !self.shipped {
            let (mass, radius) = (case.values("1_input/mass"), case.values("1_input/halfmass_radius")[0]);
            let tensor = inertia_tensor(&centred, &mass, radius);
            let expected = case.matrix("3_rotated/inertia_tensor");
            self.compare(tally, "3 inertia", DOUBLE, (tensor.as_flattened(), expected.as_flattened()));
            let cosines: Vec<f64> = transposed(&principal_axes(&tensor).0)
                .iter()
                .zip(transposed(&axes))
                .map(|(a, b)| dot(*a, b).abs())
                .collect();
            self.compare(tally, "3 axes", DOUBLE, (&cosines, &[1.0; 3]));
            assert!((determinant(&axes).abs() - 1.0).abs() < 1e-10);
            let angles = euler([60.0, 15.0, 30.0]);
            let expected = case.matrix("3_rotated/euler_matrix");
            self.compare(tally, "3 angles", DOUBLE, (angles.as_flattened(), expected.as_flattened()));
        }
        let turn = |rows: Vec<[f64; 3]>| -> Vec<[f64; 3]> {
            let angles = if self.shipped { euler([0.0; 3]) } else { euler([60.0, 15.0, 30.0]) };
            rows.into_iter().map(|row| rotated(rotated(row, &axes), &angles)).collect()
        };
        for (name, from, to) in [
            ("3 coords", centred, case.rows("3_rotated/coords")),
            ("3 velocity", still, case.rows("3_rotated/velocity")),
        ] {
            let turned = turn(from);
            self.compare(tally, name, self.exact(), (turned.as_flattened(), to.as_flattened()));
        }
    }

    fn spaxels(&self, tally: &mut Tally) {
        let case = self.case;
        let edges = case.values("4_spaxels/edges");
        let n = case.number_of("4_spaxels", "n") as usize;
        let fov_arcsec = if self.shipped { 5.0 } else { 4.0 };
        let width = compat::kpc_per_arcsec(case.number("dist_z"), 0.6774, 0.3075) * fov_arcsec;
        let field = Field::new(width, n);
        let floor = edges[n];
        tally.compare("4 edges", &case.name, (self.exact(), floor), (field.edges_kpc(), &edges));
        let field = Field::from_edges(edges);
        let coords = case.rows("3_rotated/coords");
        let inside: Vec<bool> = coords.iter().map(|at| field.holds(*at)).collect();
        assert_eq!(inside, case.flags("4_spaxels/inside"), "{}: inside", case.name);
        let spaxels: Vec<usize> = coords.iter().map(|at| field.spaxel(*at)).collect();
        assert_eq!(spaxels, case.whole("4_spaxels/spaxel"), "{}: spaxels", case.name);
    }

    fn spectra(&self, library: &SspLibrary, tally: &mut Tally) {
        let case = self.case;
        let lookup = if self.shipped {
            // logarithms of years that are taken for Gyr
            let logs = library.age_yr().iter().map(|age| if *age > 0.0 { age.log10() } else { 0.0 }).collect();
            Lookup::with_ages(library, logs, Method::Cubic)
        } else {
            Lookup::new(library, Method::Linear)
        };
        let (metallicity, age) = (case.values("1_input/metallicity"), case.values("1_input/age"));
        let (mass, velocity) = (case.values("1_input/mass"), case.rows("3_rotated/velocity"));
        let (n, wave_aa) = (library.wave_aa().len(), case.values("5_ssp/wavelength"));
        assert_eq!(wave_aa, library.wave_aa(), "{}: wavelengths", case.name);
        let (expected, places) = (case.values("5_ssp/spectrum"), case.values("6_doppler/shifted_wavelength"));
        let (target, seen) = (case.values("7_resample/wavelength"), case.values("7_resample/spectrum"));
        let (mut spectrum, mut moved, mut out) = (vec![0.0; n], Vec::new(), vec![0.0; target.len()]);
        for (k, &i) in case.whole("5_ssp/particle").iter().enumerate() {
            lookup.spectrum(metallicity[i], age[i], &mut spectrum);
            let tolerance = if self.shipped { SHIPPED_SPECTRA } else { DOUBLE };
            let reference = &expected[k * n..(k + 1) * n];
            self.compare(tally, "5 spectra", tolerance, (&spectrum, reference));
            compat::shifted(&wave_aa, case.number("dist_z"), velocity[i][2], &mut moved);
            let every: Vec<f64> = moved.iter().copied().step_by(40).collect();
            self.compare(tally, "6 wavelengths", self.exact(), (&every, &places[k * 22..(k + 1) * 22]));
            let shining: Vec<f64> = reference.iter().map(|value| value * mass[i]).collect();
            compat::resampled(&moved, &shining, &target, &mut out);
            let tolerance = if self.shipped { SHIPPED_SPECTRA } else { SINGLE };
            self.compare(tally, "7 resampled", tolerance, (&out, &seen[k * target.len()..(k + 1) * target.len()]));
        }
    }

    /// Point-spread and line-spread function of the cubes that are there.
    fn blurs(&self, tally: &mut Tally) {
        let case = self.case;
        let n = case.number_of("4_spaxels", "n") as usize;
        let kernel = compat::psf_kernel(case.number("psf_size") as usize, case.number("psf_sigma_pix"));
        self.compare(tally, "9 kernel", self.exact(), (&kernel, &case.values("9_psf/kernel")));
        let (before, after) = if self.shipped { ("8_cube/slab", "9_psf/slab") } else { ("8_cube/cube", "9_psf/cube") };
        let sharp = case.values(before);
        let mut seen = vec![0.0; sharp.len()];
        compat::psf(&sharp, n, &kernel, &mut seen);
        self.compare(tally, "9 cube", self.stored(), (&seen, &case.values(after)));

        let step = if self.shipped { 1.25 } else { 2.5 };
        let kernel = compat::lsf_kernel(case.number("lsf_sigma_A"), step);
        self.compare(tally, "10 kernel", self.exact(), (&kernel, &case.values("10_lsf/kernel")));
        let of = |name: &str| if self.shipped { format!("{name}/spaxel_spectra") } else { format!("{name}/cube") };
        let seen = case.values(&of("9_psf"));
        let n_channels = case.values("7_resample/wavelength").len();
        let mut blurred = vec![0.0; seen.len()];
        let rows = seen.chunks(n_channels).zip(blurred.chunks_mut(n_channels));
        rows.for_each(|(spectrum, out)| compat::lsf(spectrum, &kernel, out));
        self.compare(tally, "10 cube", self.stored(), (&blurred, &case.values(&of("10_lsf"))));
    }

    fn dust(&self, tally: &mut Tally) {
        let case = self.case;
        let (oxygen, hydrogen) =
            (case.values("11_dust/gas_oxygen_mass_fraction"), case.values("11_dust/gas_hydrogen_mass_fraction"));
        let mass = case.values("11_dust/gas_mass");
        let dust_msun: Vec<f64> =
            (0..mass.len()).map(|i| mass[i] * compat::dust_to_gas(oxygen[i], hydrogen[i])).collect();
        let along = |at: &str| -> Vec<f64> { case.rows(at).iter().map(|row| row[2]).collect() };
        let (gas_z, stars_z) = (along("11_dust/gas_coords"), along("3_rotated/coords"));
        let (gas_spaxel, spaxel) = (case.whole("11_dust/gas_spaxel"), case.whole("4_spaxels/spaxel"));
        let field = Field::from_edges(case.values("4_spaxels/edges"));
        let gas = Column { z: &gas_z, spaxel: &gas_spaxel, dust_msun: &dust_msun };
        let found = compat::in_front(gas, field.area_kpc2(), field.n() * field.n(), (&stars_z, &spaxel));
        let inside = case.flags("4_spaxels/inside");
        let only = |values: &[f64]| -> Vec<f64> {
            values.iter().zip(&inside).filter(|(_, inside)| **inside).map(|(value, _)| *value).collect()
        };
        self.compare(tally, "11 A_V", DOUBLE, (&only(&found), &only(&case.values("11_dust/star_A_V"))));
    }

    /// From the input to the last cube in one go, and from the placed stars.
    fn cubes(&self, library: &SspLibrary, tally: &mut Tally) {
        let case = self.case;
        let (input, still) = (case.rows("1_input/coords"), case.rows("1_input/velocity"));
        let (mass, age) = (case.values("1_input/mass"), case.values("1_input/age"));
        let metallicity = case.values("1_input/metallicity");
        let stars = Sample {
            coords: &input,
            velocity: &still,
            mass_msun: &mass,
            age_gyr: &age,
            metallicity: &metallicity,
            centre_kpc: [0, 1, 2].map(|k| case.values("1_input/center")[k]),
            half_mass_kpc: case.values("1_input/halfmass_radius")[0],
        };
        let spec = RubixSpec {
            redshift: case.number("dist_z"),
            fov_arcsec: 4.0,
            n_spaxels: 10,
            first_aa: 4800.0,
            step_aa: 2.5,
            n_channels: 1000,
            method: Method::Linear,
            align: true,
            angles_deg: [60.0, 15.0, 30.0],
            psf_size: case.number("psf_size") as usize,
            psf_sigma: case.number("psf_sigma_pix"),
            lsf_sigma_aa: case.number("lsf_sigma_A"),
        };
        // the signs of axes are a convention of the eigen-solver: where they differ the image is mirrored
        let (coords, velocity) = (case.rows("3_rotated/coords"), case.rows("3_rotated/velocity"));
        let engine = Engine::with_threads(2);
        let found = Rubix::placed(&spec, (stars, &coords, &velocity), library).run(&engine).expect("a cube");
        for (name, found, at) in [
            ("8 cube", &found.sharp, "8_cube/cube"),
            ("9 all", &found.seen, "9_psf/cube"),
            ("10 all", &found.cube, "10_lsf/cube"),
        ] {
            self.compare(tally, name, SINGLE, (found, &case.values(at)));
        }
        let whole = Rubix::new(&spec, stars, library).expect("stars").run(&engine).expect("a cube");
        let total = |cube: &[f64]| cube.iter().sum::<f64>();
        assert!(whole.sharp.len() == found.sharp.len() && total(&whole.sharp) > 0.0);
    }
}
