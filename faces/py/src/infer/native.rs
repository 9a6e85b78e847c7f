//! Densities that need no interpreter: compiled functions of the user, and the problems of ours.
use astrarium::infer::{Function, LogDensity, Space};
use pyo3::{exceptions::PyTypeError, prelude::*};

/// `double f(const double *theta, int n, void *nothing)`.
type Compiled = unsafe extern "C" fn(*const f64, i32, *mut std::ffi::c_void) -> f64;

/// The address of a compiled function, if `function` is one: numba's `cfunc`, or a `ctypes` function.
///
/// # Errors
/// `TypeError` for a `ctypes` function of another signature.
pub(crate) fn address(function: &Bound<'_, PyAny>) -> PyResult<Option<usize>> {
    if let Ok(address) = function.getattr("address").and_then(|address| address.extract::<usize>()) {
        return Ok(Some(address));
    }
    let ctypes = function.py().import("ctypes")?;
    if !function.is_instance(&ctypes.getattr("_CFuncPtr")?)? {
        return Ok(None);
    }
    let (result, arguments) = (function.getattr("restype")?, function.getattr("argtypes")?);
    if !result.is(&ctypes.getattr("c_double")?) || arguments.is_none() || arguments.len()? != 3 {
        return Err(PyTypeError::new_err(
            "the compiled function has another signature, expected double f(const double *theta, int n, void *): \
             set restype to c_double and argtypes to [POINTER(c_double), c_int, c_void_p]",
        ));
    }
    let pointer = ctypes.call_method1("cast", (function, ctypes.getattr("c_void_p")?))?;
    Ok(Some(pointer.getattr("value")?.extract()?))
}

/// The function at an address as a density.
pub(crate) fn compiled(space: Space, address: usize) -> impl LogDensity {
    #[allow(unsafe_code, reason = "the caller of `sample` promised a function of this signature at this address")]
    // SAFETY: numba and ctypes keep the function where it is while the object lives, which the caller holds
    let function = unsafe { std::mem::transmute::<usize, Compiled>(address) };
    let call = move |theta: &[f64]| {
        #[allow(unsafe_code, reason = "as above")]
        // SAFETY: `theta` is readable for its length, and the function is given that length
        unsafe {
            function(theta.as_ptr(), theta.len() as i32, std::ptr::null_mut())
        }
    };
    Function::new(space, call).with_batch_hint(64)
}
