"""What `import astrarium` costs."""


def test_numpy_comes_with_its_first_use(python):
    script = "import sys, astrarium; heavy = {'numpy', 'matplotlib', 'astropy', 'dask', 'ray', 'joblib'}; print(sorted(heavy & set(sys.modules)))"
    assert python(script).stdout.strip() == "[]"


def test_runners_and_compat_do_not_load_extras(python):
    script = (
        "import sys, astrarium.runners, astrarium.compat.stingray;"
        "heavy = {'matplotlib', 'astropy', 'dask', 'distributed', 'ray', 'joblib'}; print(sorted(heavy & set(sys.modules)))"
    )
    assert python(script).stdout.strip() == "[]"


def test_version_is_that_of_the_distribution():
    import importlib.metadata

    import astrarium

    assert astrarium.__version__ == importlib.metadata.version("astrarium")
