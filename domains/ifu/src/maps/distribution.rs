//! How old and how rich in metals the stars of each spaxel are.

/// Mass at birth by age and metallicity in each spaxel: what a fit of the cube's spectra by the same library should find.
#[derive(Clone, Debug, PartialEq)]
pub struct Distribution {
    /// Spaxels along a side.
    pub n: usize,
    /// The library's metallicities.
    pub metallicity: Vec<f64>,
    /// The library's ages, years.
    pub age_yr: Vec<f64>,
    /// `[y][x][metallicity][age]`, solar masses.
    pub mass_msun: Vec<f64>,
}

impl Distribution {
    /// That of a spaxel, `[metallicity][age]`.
    ///
    /// # Panics
    /// If there is no such spaxel.
    pub fn spaxel(&self, x: usize, y: usize) -> &[f64] {
        assert!(x < self.n && y < self.n, "no spaxel ({x}, {y}) in {} by {}", self.n, self.n);
        let nodes = self.metallicity.len() * self.age_yr.len();
        &self.mass_msun[(y * self.n + x) * nodes..][..nodes]
    }
}
