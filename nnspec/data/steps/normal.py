"""The normal distribution's distribution function and its inverse, without scipy.

Source: Moshier's Cephes library (`ndtr.c`, `ndtri.c`), whose rational approximations scipy's
`norm.cdf` and `norm.ppf` compute too; the relative error is some 1e-15.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

# erf(x) = x T(x^2) / U(x^2) for |x| <= 1; the leading coefficient of U is 1.
ERF = (
    (
        9.60497373987051638749e0,
        9.00260197203842689217e1,
        2.23200534594684319226e3,
        7.00332514112805075473e3,
        5.55923013010394962768e4,
    ),
    (
        1.0,
        3.35617141647503099647e1,
        5.21357949780152679795e2,
        4.59432382970980127987e3,
        2.26290000613890934246e4,
        4.92673942608635921086e4,
    ),
)
# erfc(x) = exp(-x^2) P(x) / Q(x) for 1 <= x < 8.
ERFC_NEAR = (
    (
        2.46196981473530512524e-10,
        5.64189564831068821977e-1,
        7.46321056442269912687e0,
        4.86371970985681366614e1,
        1.96520832956077098242e2,
        5.26445194995477358631e2,
        9.34528527171957607540e2,
        1.02755188689515710272e3,
        5.57535335369399327526e2,
    ),
    (
        1.0,
        1.32281951154744992508e1,
        8.67072140885989742329e1,
        3.54937778887819891062e2,
        9.75708501743205489753e2,
        1.82390916687909736289e3,
        2.24633760818710981792e3,
        1.65666309194161350182e3,
        5.57535340817727675546e2,
    ),
)
# The same from 8 on.
ERFC_FAR = (
    (
        5.64189583547755073984e-1,
        1.27536670759978104416e0,
        5.01905042251180477414e0,
        6.16021097993053585195e0,
        7.40974269950448939160e0,
        2.97886665372100240670e0,
    ),
    (
        1.0,
        2.26052863220117276590e0,
        9.39603524938001434673e0,
        1.20489539808096656605e1,
        1.70814450747565897222e1,
        9.60896809063285878198e0,
        3.36907645100081516050e0,
    ),
)
# The inverse near the middle, |y - 1/2| <= 3/8 at least.
MIDDLE = (
    (
        -5.99633501014107895267e1,
        9.80010754185999661536e1,
        -5.66762857469070293439e1,
        1.39312609387279679503e1,
        -1.23916583867381258016e0,
    ),
    (
        1.0,
        1.95448858338141759834e0,
        4.67627912898881538453e0,
        8.63602421390890590575e1,
        -2.25462687854119370527e2,
        2.00260212380060660359e2,
        -8.20372256168333339912e1,
        1.59056225126211695515e1,
        -1.18331621121330003142e0,
    ),
)
# The inverse for z = sqrt(-2 log y) from 2 to 8, and from 8 to 64.
TAIL_NEAR = (
    (
        4.05544892305962419923e0,
        3.15251094599893866154e1,
        5.71628192246421288162e1,
        4.40805073893200834700e1,
        1.46849561928858024014e1,
        2.18663306850790267539e0,
        -1.40256079171354495875e-1,
        -3.50424626827848203418e-2,
        -8.57456785154685413611e-4,
    ),
    (
        1.0,
        1.57799883256466749731e1,
        4.53907635128879210584e1,
        4.13172038254672030440e1,
        1.50425385692907503408e1,
        2.50464946208309415979e0,
        -1.42182922854787788574e-1,
        -3.80806407691578277194e-2,
        -9.33259480895457427372e-4,
    ),
)
TAIL_FAR = (
    (
        3.23774891776946035970e0,
        6.91522889068984211695e0,
        3.93881025292474443415e0,
        1.33303460815807542389e0,
        2.01485389549179081538e-1,
        1.23716634817820021358e-2,
        3.01581553508235416007e-4,
        2.65806974686737550832e-6,
        6.23974539184983293730e-9,
    ),
    (
        1.0,
        6.02427039364742014255e0,
        3.67983563856160859403e0,
        1.37702099489081330271e0,
        2.16236993594496635890e-1,
        1.34204006088543189037e-2,
        3.28014464682127739104e-4,
        2.89247864745380683936e-6,
        6.79019408009981274425e-9,
    ),
)
SQRT_2PI = 2.50662827463100050242
"""The square root of twice pi."""
TAIL = 0.13533528323661269189
"""exp(-2): the inverse is computed as a tail below this probability, and above one less it."""


def cdf(x: np.ndarray) -> np.ndarray:
    """The probability that a standard normal variable is at most x.

    Args:
        x: float64 of any shape; NaN stays NaN.
    """
    x = np.asarray(x, np.float64) * np.sqrt(0.5)
    size = np.abs(x)
    with np.errstate(all="ignore"):
        squared = x * x
        middle = 0.5 + 0.5 * x * ratio(ERF, squared)
        far = np.where(size < 8, ratio(ERFC_NEAR, size), ratio(ERFC_FAR, size))
        tail = 0.5 * np.exp(-squared) * far
    # Beyond 27 or so the exponential is 0, times what may have overflowed.
    tail = np.where(size > 30, 0.0, tail)
    return np.where(size < 1, middle, np.where(x > 0, 1 - tail, tail))


def ppf(p: np.ndarray) -> np.ndarray:
    """The inverse of `cdf`.

    Args:
        p: float64 of any shape, from 0 (minus infinity) to 1 (infinity); NaN stays NaN.
    """
    p = np.asarray(p, np.float64)
    upper = p > 1 - TAIL
    y = np.where(upper, 1 - p, p)
    with np.errstate(all="ignore"):
        centred = y - 0.5
        squared = centred * centred
        middle = (centred + centred * (squared * ratio(MIDDLE, squared))) * SQRT_2PI
        z = np.sqrt(-2 * np.log(y))
        inverse = 1 / z
        first = z - np.log(z) / z
        far = np.where(z < 8, ratio(TAIL_NEAR, inverse), ratio(TAIL_FAR, inverse))
        tail = first - inverse * far
    tail = np.where(y == 0, np.inf, tail)
    return np.where(y > TAIL, middle, np.where(upper, tail, -tail))


def ratio(polynomials: tuple[Sequence[float], Sequence[float]], x: np.ndarray) -> np.ndarray:
    """One polynomial divided by another; coefficients from the highest power down."""
    above, below = (np.polyval(coefficients, x) for coefficients in polynomials)
    return above / below
