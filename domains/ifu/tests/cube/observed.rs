//! Observations in one go: lines of gas, maps of bins.
use crate::galaxy::{library, telescope};
use astrarium_astro::ssp::NebularGrid;
use astrarium_exec::Engine;
use astrarium_ifu::cube::LineSpec;
use astrarium_ifu::generate::GenerateSpec;
use astrarium_ifu::noise::Noise;
use astrarium_ifu::observe::{Libraries, NamedMap, Observation, ObserveSpec, TelescopeChoice, observe};
use astrarium_ifu::screen::DustSpec;
use astrarium_ifu::{Error, Particles, Result};
use astrarium_io::fits::Fits;

fn spec() -> ObserveSpec {
    let telescope = telescope("psf = { fwhm_arcsec = 1.2 }\nlsf = { fwhm_aa = 6.0 }");
    ObserveSpec { telescope: TelescopeChoice::Own(Box::new(telescope)), redshift: Some(0.05), ..ObserveSpec::default() }
}

fn galaxy() -> Particles {
    let spec = GenerateSpec { n_stars: 3000, n_gas: 400, ..GenerateSpec::default() };
    Particles::generate(&spec, 4, &Engine::serial()).expect("a galaxy")
}

/// One line at 5006.84 Å in air.
fn grid() -> NebularGrid {
    let (log_u, metallicity) = (vec![-4.0, -2.0], vec![1e-4, 0.05]);
    let (age_yr, wave_aa) = (vec![1e6, 25e6, 100e6], vec![5006.84]);
    NebularGrid { log_u, metallicity, age_yr, wave_aa, luminosity: [40.0, 10.0, 0.0].repeat(4) }
}

fn seen(spec: &ObserveSpec, threads: usize) -> Result<Observation> {
    let libraries = Libraries { stars: library(), lines: Some(grid()) };
    observe(galaxy(), spec, &libraries, (3, &Engine::with_threads(threads)))
}

#[test]
fn lines_stand_on_the_stars_light_and_dust_dims_them() {
    let bare = seen(&spec(), 2).expect("a cube");
    let shining = ObserveSpec { lines: Some(LineSpec::default()), ..spec() };
    let clear = seen(&shining, 2).expect("a cube");
    let dusty = ObserveSpec { dust: Some(DustSpec::default()), ..shining.clone() };
    let dimmed = seen(&dusty, 2).expect("a cube");
    let dark = seen(&ObserveSpec { lines: None, ..dusty.clone() }, 2).expect("a cube");
    // line light by channel, of the whole field
    let light = |with: &Observation, without: &Observation| -> Vec<f64> {
        let n = with.cube.wave_aa.len();
        let of =
            |c: usize| (c..with.cube.flux.len()).step_by(n).map(|k| with.cube.flux[k] - without.cube.flux[k]).sum();
        (0..n).map(of).collect()
    };
    let (line, behind) = (light(&clear, &bare), light(&dimmed, &dark));
    let total: f64 = line.iter().sum();
    let middle = line.iter().zip(&clear.cube.wave_aa).map(|(value, wave)| value * wave).sum::<f64>() / total;
    // 5006.84 Å in air are 5008.24 Å in vacuum
    assert!(total > 0.0 && (middle - 1.05 * 5008.24).abs() < 1.0, "{total} {middle}");
    let away = line.iter().zip(&clear.cube.wave_aa).filter(|(_, wave)| (*wave - middle).abs() > 60.0);
    // with lines blurs act on spectra, without on coefficients: roundings of single precision are left
    let stars: f64 = bare.cube.flux.iter().sum();
    assert!(away.map(|(value, _)| value.abs()).sum::<f64>() < 1e-5 * stars, "nothing elsewhere");
    let part = behind.iter().sum::<f64>() / total;
    assert!((0.02..0.9).contains(&part), "the dust lets {part} through");
    // however many threads there are
    assert_eq!(seen(&dusty, 1).expect("a cube").cube, seen(&dusty, 3).expect("a cube").cube);
    let without = observe(galaxy(), &shining, &library().into(), (3, &Engine::serial()));
    assert!(matches!(without, Err(Error::Missing { what: "grid of emission lines", .. })));
}

fn map<'m>(maps: &'m [NamedMap], name: &str) -> &'m [f64] {
    &maps.iter().find(|map| map.name == name).expect(name).values
}

#[test]
fn bins_share_their_means_and_keep_their_amounts() {
    let seen = seen(&spec(), 2).expect("a cube");
    let binning = seen.binning(15.0).expect("bins");
    let (plain, joined) = (seen.named_maps(None), seen.named_maps(Some(&binning)));
    assert_eq!(joined.len(), plain.len() + 2);
    assert!((2..100).contains(&binning.ratio.len()), "{}", binning.ratio.len());
    for name in ["FLUX", "MASS", "NUMBER", "GAS_SFR"] {
        assert_eq!(map(&joined, name), map(&plain, name), "{name}");
    }
    let number = map(&joined, "VORONOI");
    for bin in 0..binning.ratio.len() {
        let inside: Vec<usize> = (0..number.len()).filter(|k| number[*k] == (bin + 1) as f64).collect();
        let sum = |name: &str| inside.iter().map(|k| map(&plain, name)[*k]).sum::<f64>();
        // the mean by light of the spaxels' means
        let weighted = |name: &str| {
            let light = |k: &usize| map(&plain, "FLUX")[*k];
            inside.iter().map(|k| light(k) * map(&plain, name)[*k]).sum::<f64>() / sum("FLUX")
        };
        for name in ["VELOCITY", "AGE_LIGHT", "METALLICITY_LIGHT"] {
            let expected = weighted(name);
            let off = |k: &usize| (map(&joined, name)[*k] - expected).abs() > 1e-9 * expected.abs().max(1e-3);
            assert!(!inside.iter().any(off), "{name} of bin {bin}");
        }
        assert!((sum("NUMBER").sqrt() / map(&joined, "BIN_RATIO")[inside[0]] - 1.0).abs() < 1e-9);
        let h3 = map(&joined, "LOSVD_H3")[inside[0]];
        assert!(inside.iter().all(|k| map(&joined, "LOSVD_H3")[*k].to_bits() == h3.to_bits()));
    }
    // with noise the bins are those of the cube's signal
    let noise = ObserveSpec { noise: serde_json::from_str::<Noise>(r#"{"kind":"target","per_aa":3}"#).ok(), ..spec() };
    let noisy = self::seen(&noise, 2).expect("a cube");
    let bins = noisy.binning(20.0).expect("bins");
    assert!(noisy.variance.is_some() && (2..144).contains(&bins.ratio.len()), "{}", bins.ratio.len());
}

#[test]
fn maps_have_a_file_of_their_own() {
    let seen = seen(&spec(), 1).expect("a cube");
    let maps = seen.named_maps(Some(&seen.binning(15.0).expect("bins")));
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("maps.fits");
    let mut bytes = Vec::new();
    seen.put_maps(&maps, &mut bytes, &path).expect("maps");
    std::fs::write(&path, bytes).expect("written");
    let file = Fits::open(&path).expect("a file");
    let names: Vec<&str> = file.hdus().iter().map(|hdu| hdu.name()).collect();
    assert_eq!(names[..3], ["", "APERTURE", "FLUX"]);
    for name in ["VELOCITY", "LOSVD_H4", "VORONOI", "BIN_RATIO", "OB_TABLE"] {
        assert!(names.contains(&name), "{name}: {names:?}");
    }
    assert!(!names.contains(&"DATA"));
    let figures: Vec<&str> = seen.figures_of(&maps).into_iter().map(|(name, _)| name).collect();
    assert_eq!(figures.len(), 12, "{figures:?}");
}
