//! What a made-up galaxy is like along its radius, as a table and as figures.
use super::{GenerateSpec, Potential};
use crate::Particles;
use astrarium_io::report::{Axis, Corner, Curve, Figure, Image, Line, Panel, Scale};
use astrarium_io::table::{Column, Table};
use std::f64::consts::PI;

/// Rings, and how far they reach in scale lengths of the disc.
const N_RINGS: usize = 30;
const REACH: f64 = 6.0;
/// Pixels along a side of the image.
const N_PIXELS: usize = 120;

/// Means over rings of the stars within a galaxy's plane.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    /// Middles of the rings, kpc.
    pub radius_kpc: Vec<f64>,
    /// Mass of stars over area, solar masses per kpc².
    pub surface_msun_kpc2: Vec<f64>,
    /// Velocity of a circle, km/s.
    pub circular_km_s: Vec<f64>,
    /// Mean velocity around the axis, by mass, km/s.
    pub mean_km_s: Vec<f64>,
    /// Standard deviation of the velocity along the axis, by mass, km/s.
    pub vertical_km_s: Vec<f64>,
    /// Mean age by mass, Gyr.
    pub age_gyr: Vec<f64>,
    /// Mean metallicity by mass.
    pub metallicity: Vec<f64>,
    /// Surface density seen face-on, solar masses per kpc², row after row, and the half width of the image, kpc.
    pub face_on: (Vec<f64>, f64),
}

/// Sums of a ring, weighted by mass.
#[derive(Clone, Copy, Default)]
struct Ring {
    mass: f64,
    around: f64,
    up: f64,
    up_squared: f64,
    age: f64,
    metallicity: f64,
}

impl Profile {
    /// That of the stars of a galaxy in the plane `z = 0` around the origin.
    #[must_use]
    pub fn of(galaxy: &Particles, spec: &GenerateSpec) -> Self {
        let stars = &galaxy.stars;
        let width_kpc = REACH * spec.disc.scale_length_kpc / N_RINGS as f64;
        let mut rings = [Ring::default(); N_RINGS];
        for (i, (at, v)) in stars.position_kpc.iter().zip(&stars.velocity_km_s).enumerate() {
            let radius = at[0].hypot(at[1]);
            let Some(ring) = rings.get_mut((radius / width_kpc) as usize) else { continue };
            let mass = stars.mass_msun[i];
            ring.mass += mass;
            ring.around += mass * (at[0] * v[1] - at[1] * v[0]) / radius.max(f64::MIN_POSITIVE);
            ring.up += mass * v[2];
            ring.up_squared += mass * v[2] * v[2];
            ring.age += mass * stars.age_gyr[i];
            ring.metallicity += mass * stars.metallicity[i];
        }
        let potential = Potential::new(spec);
        let radius_kpc: Vec<f64> = (0..N_RINGS).map(|k| (k as f64 + 0.5) * width_kpc).collect();
        let area = |radius: &f64| 2.0 * PI * radius * width_kpc;
        let mean = |of: fn(&Ring) -> f64| rings.iter().map(|ring| of(ring) / ring.mass).collect::<Vec<_>>();
        Self {
            surface_msun_kpc2: radius_kpc.iter().zip(&rings).map(|(radius, ring)| ring.mass / area(radius)).collect(),
            circular_km_s: radius_kpc.iter().map(|radius| potential.circular_squared(*radius).sqrt()).collect(),
            mean_km_s: mean(|ring| ring.around),
            vertical_km_s: rings
                .iter()
                .map(|ring| (ring.up_squared / ring.mass - (ring.up / ring.mass).powi(2)).max(0.0).sqrt())
                .collect(),
            age_gyr: mean(|ring| ring.age),
            metallicity: mean(|ring| ring.metallicity),
            face_on: face_on(galaxy, 0.5 * REACH * spec.disc.scale_length_kpc),
            radius_kpc,
        }
    }

    /// A row a ring.
    #[must_use]
    pub fn table(&self) -> Table {
        let column = |name: &str, values: &Vec<f64>, unit: &str| Column::f64(name, values.clone()).with_unit(unit);
        let columns = vec![
            column("radius_kpc", &self.radius_kpc, "kpc"),
            column("surface_msun_kpc2", &self.surface_msun_kpc2, "Msun/kpc2"),
            column("circular_km_s", &self.circular_km_s, "km/s"),
            column("mean_km_s", &self.mean_km_s, "km/s"),
            column("vertical_km_s", &self.vertical_km_s, "km/s"),
            column("age_gyr", &self.age_gyr, "Gyr"),
            column("metallicity", &self.metallicity, ""),
        ];
        Table { columns, ..Table::default() }
    }

    /// Surface density, rotation, ages and metals along the radius.
    #[must_use]
    pub fn figure(&self) -> Figure {
        let curve = |values: &Vec<f64>, label: &str| Curve::new(self.radius_kpc.clone(), values.clone()).label(label);
        let fastest = self.circular_km_s.iter().fold(0.0, |most: f64, speed| most.max(*speed));
        // room for the legend above the curves
        let speed = Panel::new(Axis::linear("Velocity").unit("km/s").limits(0.0, 1.5 * fastest))
            .legend(Corner::TopRight)
            .with(curve(&self.circular_km_s, "circular").line(Line::Dashed))
            .with(curve(&self.mean_km_s, "mean around the axis"))
            .with(curve(&self.vertical_km_s, "vertical dispersion"));
        Figure::new("A galaxy made up", Axis::linear("Radius").unit("kpc"))
            .caption(
                "Means over rings of its stars, by mass; the circular velocity is that of disc, gas, bulge and halo.",
            )
            .panel(Panel::new(Axis::log("Stars").unit("M☉/kpc²")).with(curve(&self.surface_msun_kpc2, "")).height(0.6))
            .panel(speed.height(0.8))
            .panel(Panel::new(Axis::linear("Age").unit("Gyr")).with(curve(&self.age_gyr, "")).height(0.4))
            .panel(Panel::new(Axis::log("Metallicity")).with(curve(&self.metallicity, "")).height(0.4))
    }

    /// The surface density of the stars seen face-on.
    #[must_use]
    pub fn image(&self) -> Figure {
        let (values, half_kpc) = &self.face_on;
        let edges: Vec<f64> = (0..=N_PIXELS).map(|i| half_kpc * (2.0 * i as f64 / N_PIXELS as f64 - 1.0)).collect();
        let image = Image {
            x_edges: edges.clone(),
            y_edges: edges,
            values: values.clone(),
            scale: Scale::Log,
            limits: None,
            label: "Stars (M☉/kpc²)".to_owned(),
        };
        let panel = Panel::new(Axis::linear("y").unit("kpc")).with(image);
        let mut figure = Figure::new("A galaxy made up, face-on", Axis::linear("x").unit("kpc")).panel(panel);
        (figure.width_px, figure.height_px) = (640.0, 470.0);
        figure.caption("Mass of its stars over area, seen along its axis.")
    }
}

fn face_on(galaxy: &Particles, half_kpc: f64) -> (Vec<f64>, f64) {
    let width_kpc = 2.0 * half_kpc / N_PIXELS as f64;
    let mut values = vec![0.0; N_PIXELS * N_PIXELS];
    for (at, mass) in galaxy.stars.position_kpc.iter().zip(&galaxy.stars.mass_msun) {
        let [x, y] = [at[0], at[1]].map(|x| ((x + half_kpc) / width_kpc).floor());
        let inside = 0.0..N_PIXELS as f64;
        if inside.contains(&x) && inside.contains(&y) {
            values[y as usize * N_PIXELS + x as usize] += mass / (width_kpc * width_kpc);
        }
    }
    (values, half_kpc)
}
