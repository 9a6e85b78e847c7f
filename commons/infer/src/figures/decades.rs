//! Parameters told by their decimal logarithm.

use super::label::plain_latex;
use crate::prior::PriorKind;
use crate::{Kind, Parameter, Run};

/// The run with the decimal logarithm in place of each parameter whose prior is even in the logarithm: so a corner plot shows
/// decades as its prior has them. Names stay; labels say it; weights and likelihoods are those of the same points.
pub fn by_decades(run: &Run) -> Run {
    let mut told = run.clone();
    let dim = told.points.dim;
    for (k, parameter) in told.parameters.iter_mut().enumerate() {
        if !matches!(parameter.kind, Kind::Free(PriorKind::LogUniform(_))) {
            continue;
        }
        told.points.theta.iter_mut().skip(k).step_by(dim).for_each(|value| *value = value.log10());
        parameter.latex = label(parameter);
    }
    told
}

fn label(parameter: &Parameter) -> String {
    let name = if parameter.latex.is_empty() { plain_latex(&parameter.name) } else { parameter.latex.clone() };
    // the short sign of the decimal logarithm: panels of many parameters are narrow
    format!(r"\lg {name}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Space, prior};

    #[test]
    fn only_what_is_even_in_the_logarithm_is_told_by_it() {
        let space = Space::builder().free("a", prior::log_uniform(1.0, 1e4)).free("b", prior::uniform(0.0, 9.0));
        let mut run = Run::new("nested", &space.build().expect("sound"), &[]);
        run.points.theta = vec![10.0, 3.0, 1000.0, 5.0];
        let told = by_decades(&run);
        assert_eq!(told.points.theta, [1.0, 3.0, 3.0, 5.0]);
        assert_eq!((plain_latex(&told.parameters[0].latex).as_str(), told.parameters[1].latex.as_str()), ("lg a", ""));
    }
}
