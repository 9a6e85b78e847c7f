//! A quantity at millions of redshifts.

mod build;
mod lanes;
mod shape;

use super::expansion::Cosmology;
use super::quantity::Quantity;
use build::Pieces;

/// The largest redshift that tables hold; beyond it they compute as [`Cosmology::at`].
const LAST_Z: f64 = 1e6;

/// A quantity of a cosmology as polynomials, evaluated at some nanoseconds a redshift.
///
/// With `s = (1+z)^(-1/2)` a quantity is a product of powers of `z`, `1/(1+z)` and `s` and a factor that is smooth in `s`
/// from today to the Big Bang (a distance modulus: `5 log10 z` plus such a term). The factor stands as Chebyshev polynomials
/// on pieces of `s` that depend on the cosmology alone, each checked between its nodes. Redshifts outside 0 to 10⁶, and pieces
/// on which no polynomial is good enough (around the antipode of a closed universe), are computed by quadrature.
///
/// Within 1e-13 (relative; magnitudes 2e-13) of [`Cosmology::at`]. The same redshift gives the same bits wherever it stands in
/// whatever slice, and on every machine with the same elementary functions: fused multiplications are written out.
///
/// # Source
/// derived: integrands in `(1+z)^(-1/2)`, `2/(s³E)` for distances, are analytic and nearly constant; Clenshaw 1955 for the sum
#[derive(Clone, Debug)]
pub struct Table {
    cosmology: Cosmology,
    quantity: Quantity,
    pieces: Pieces,
}

impl Cosmology {
    /// The table of a quantity. Takes about a millisecond.
    pub fn table(&self, quantity: Quantity) -> Table {
        Table { cosmology: self.clone(), quantity, pieces: Pieces::build(self, quantity) }
    }
}

impl Table {
    /// The quantity.
    pub fn quantity(&self) -> Quantity {
        self.quantity
    }

    /// The cosmology.
    pub fn cosmology(&self) -> &Cosmology {
        &self.cosmology
    }

    /// The quantity at one redshift; as [`fill`](Self::fill).
    pub fn at(&self, z: f64) -> f64 {
        let mut out = [0.0];
        self.fill(&[z], &mut out);
        out[0]
    }

    /// The quantity at each redshift; NaN for NaN and for redshifts of -1 and below.
    ///
    /// # Panics
    /// If `out` has not as many elements as `z`.
    pub fn fill(&self, z: &[f64], out: &mut [f64]) {
        assert_eq!(z.len(), out.len(), "one value for each redshift");
        lanes::fill(&self.pieces, z, out, &|z| self.cosmology.at(self.quantity, z));
    }
}

#[cfg(test)]
mod tests {
    use super::super::{CosmologySpec, Quantity};

    #[test]
    fn tables_of_published_cosmologies_need_no_quadrature() {
        for (name, _) in CosmologySpec::names() {
            let universe = CosmologySpec::named(name).and_then(|spec| spec.plan()).expect("listed");
            for quantity in Quantity::ALL {
                let pieces = universe.table(quantity).pieces;
                assert_eq!(pieces.n_direct(), 0, "{quantity} of {name}");
                assert!(pieces.pieces.len() <= 12, "{quantity} of {name}: {} pieces", pieces.pieces.len());
            }
        }
    }
}
