/*
 * The maths of forecast: each formula by an example counted by hand, and ETS and theta
 * beside R on series that everybody knows.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../../cmd/forecast/fc_backtest.h"
#include "../../cmd/forecast/fc_ets.h"
#include "../../cmd/forecast/fc_interval.h"
#include "../../cmd/forecast/fc_line.h"
#include "../../cmd/forecast/fc_measure.h"
#include "../../cmd/forecast/fc_method.h"
#include "../../cmd/forecast/fc_period.h"
#include "../../cmd/forecast/fc_season.h"
#include "../../cmd/forecast/fc_simplex.h"
#include "../../cmd/forecast/fc_theta.h"
#include "check.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* Minimising */

/* Rosenbrock's valley, with its lowest point at (1, 1). */
static double
valley(const double *x, void *context)
{
	++*(size_t *)context;
	return 100 * pow(x[1] - x[0] * x[0], 2) + pow(1 - x[0], 2);
}

static void
test_simplex(void)
{
	static const double steps[] = {0.5, 0.5};
	double x[] = {-1.2, 1};
	size_t calls = 0;
	double value = fc_simplex(valley, &calls, x, steps, 2, 1000, 1e-12);
	CHECK(value < 1e-9);
	CHECK(fabs(x[0] - 1) < 1e-4 && fabs(x[1] - 1) < 1e-4);
	CHECK(calls < 400);
	double y[] = {-1.2, 1};
	size_t few = 0;
	fc_simplex(valley, &few, y, steps, 2, 20, 1e-12);
	CHECK(few >= 20 && few < 25);
}

/* Lines and seasons */

static void
test_line(void)
{
	static const double y[] = {1, 3, 2, 6}; /* 3 + 1.4 (t - 2.5) */
	struct fc_line line;
	fc_line_fit(y, 4, &line);
	CHECK_NEAR(line.slope, 1.4, 1e-12);
	CHECK_NEAR(fc_line_at(&line, 6), 3 + 1.4 * 3.5, 1e-12);
	fc_line_fit(y, 1, &line);
	CHECK(line.slope == 0 && fc_line_at(&line, 9) == 1);
}

static void
test_season(void)
{
	/* A line has no part in the centred mean of a year, nor have indices that add up
	 * to 0: what is left are the indices. */
	double y[13], z[12];
	struct fc_season season;
	for (size_t t = 0; t < 12; t++) {
		y[t] = 100 + (double)t + (t % 4 == 0 ? -6 : t % 4 == 3 ? 6 : 0);
		z[t] = (100 + (double)t) * (t % 4 == 0 ? 0.8 : t % 4 == 3 ? 1.2 : 1);
	}
	CHECK(!fc_season_test(y, 8, 4)); /* n > 2m is needed */
	CHECK(!fc_season_test(y, 12, 1));
	fc_season_decompose(y, 12, 4, FC_SEASON_ADDITIVE, &season);
	static const double indices[] = {-6, 0, 0, 6};
	for (size_t i = 0; i < 4; i++)
		CHECK(fabs(season.index[i] - indices[i]) < 1e-9);
	CHECK_NEAR(fc_season_remove(&season, 4, y[4]), 104, 1e-9);
	CHECK_NEAR(fc_season_add(&season, 15, 115), 121, 1e-9);
	CHECK(fc_season_scale(&season, 15) == 1);
	fc_season_decompose(z, 12, 4, FC_SEASON_MULTIPLICATIVE, &season);
	CHECK(season.kind == FC_SEASON_MULTIPLICATIVE);
	CHECK_NEAR(season.index[0] + season.index[1] + season.index[2] + season.index[3],
	    4, 1e-12);
	CHECK_NEAR(season.index[3], 1.2, 0.01);
	CHECK_NEAR(fc_season_add(&season, 15, 100), 100 * season.index[3], 1e-12);
	z[5] = 0; /* not positive: additive */
	fc_season_decompose(z, 12, 4, FC_SEASON_MULTIPLICATIVE, &season);
	CHECK(season.kind == FC_SEASON_ADDITIVE);
}

/* An autocorrelation counted by hand: 1, 2, 1, 2, 1 has the mean 1.4, deviations -.4, .6,
 * -.4, .6, -.4, their squares' sum 1.2; at lag 1 the products sum to -0.96, so r = -0.8;
 * at lag 2 to .16 + .36 + .16 = .68, r = 0.5667; the limit is 1.645 √((1 + 1.28) / 5) =
 * 1.111. With 20 values: r_1 = -0.95, r_2 = 0.9, limit 1.645 √((1 + 1.805) / 20) = 0.616.
 */
static void
test_season_limit(void)
{
	double y[20];
	for (size_t t = 0; t < 20; t++)
		y[t] = t % 2 ? 2 : 1;
	CHECK(!fc_season_test(y, 5, 2));
	CHECK(fc_season_test(y, 20, 2));
	/* Flat at 5 values: no variance, no season. */
	double flat[] = {3, 3, 3, 3, 3};
	CHECK(!fc_season_test(flat, 5, 2));
}

/* ETS */

static void
test_ets_by_hand(void)
{
	/* ANN, α = 0.5, ℓ = 10: f = 10, 11, 10; e = 2, -2, 3; ℓ = 11, 10, 11.5. */
	static const double y[] = {12, 9, 13};
	struct fc_ets ets = {.model = {.length = 1}, .alpha = 0.5, .phi = 1, .level = 10};
	double fitted[3], mean[3], sigma[3];
	CHECK(fc_ets_evaluate(y, 3, &ets));
	fc_ets_fitted(&ets, y, fitted);
	CHECK(fitted[0] == 10 && fitted[1] == 11 && fitted[2] == 10);
	CHECK_NEAR(ets.end_level, 11.5, 1e-12);
	CHECK_NEAR(ets.loglik, -1.5 * log(4 + 4 + 9), 1e-12);
	CHECK_NEAR(ets.sigma2, 17, 1e-12); /* 3 values, 2 parameters */
	fc_ets_forecast(&ets, 3, mean, sigma);
	CHECK_NEAR(mean[2], 11.5, 1e-12);
	CHECK_NEAR(sigma[2], sqrt(17 * (1 + 2 * 0.25)), 1e-12);
	/* The same with multiplicative errors: 2/10, -2/11, 3/10. */
	ets.model.multiplicative_error = true;
	CHECK(fc_ets_evaluate(y, 3, &ets));
	double squares = 0.04 + 4.0 / 121 + 0.09;
	CHECK_NEAR(ets.loglik, -1.5 * log(squares) - log(10 * 11 * 10.0), 1e-12);
	fc_ets_forecast(&ets, 2, mean, sigma);
	/* θ_1 = μ², θ_2 = μ² + σ²α²θ_1; v = (1 + σ²) θ - μ² */
	CHECK_NEAR(
	    sigma[1], 11.5 * sqrt((1 + squares) * (1 + squares * 0.25) - 1), 1e-12);
}

static void
test_ets_season_by_hand(void)
{
	/* A damped trend and additive seasons of 2: f = 10 + 0.5·2 + 1 = 12, e = 2;
	 * ℓ = 11 + 0.5·2 = 12, b = 1 + 0.1·2 = 1.2, s_0 = 1 + 0.2·2 = 1.4. */
	static const double y[] = {14};
	struct fc_ets ets = {.model = {false, true, true, FC_SEASON_ADDITIVE, 2},
	    .alpha = 0.5,
	    .beta = 0.1,
	    .gamma = 0.2,
	    .phi = 0.5,
	    .level = 10,
	    .slope = 2,
	    .season = {1, -1}};
	double mean[3], sigma[3];
	CHECK(fc_ets_evaluate(y, 1, &ets));
	CHECK_NEAR(ets.end_level, 12, 1e-12);
	CHECK_NEAR(ets.end_slope, 1.2, 1e-12);
	CHECK_NEAR(ets.end_season[0], 1.4, 1e-12);
	ets.sigma2 = 1;
	fc_ets_forecast(&ets, 3, mean, sigma);
	CHECK_NEAR(mean[0], 12 + 0.6 - 1, 1e-12);
	CHECK_NEAR(mean[1], 12 + 0.6 + 0.3 + 1.4, 1e-12);
	/* c_1 = 0.5 + 0.1·0.5, c_2 = 0.5 + 0.1·0.75 + 0.2 */
	CHECK_NEAR(sigma[2], sqrt(1 + 0.55 * 0.55 + 0.775 * 0.775), 1e-12);
	/* Multiplicative seasons: f = 11 · 1.1 = 12.1, e = 1.9; ℓ = 11 + 0.5·1.9/1.1,
	 * s = 1.1 + 0.2·1.9/11. */
	ets.model.season = FC_SEASON_MULTIPLICATIVE;
	ets.season[0] = 1.1;
	ets.season[1] = 0.9;
	CHECK(fc_ets_evaluate(y, 1, &ets));
	CHECK_NEAR(ets.end_level, 11 + 0.95 / 1.1, 1e-12);
	CHECK_NEAR(ets.end_season[0], 1.1 + 0.38 / 11, 1e-12);
	ets.season[0] = -1;
	CHECK(!fc_ets_evaluate(y, 1, &ets));
}

static void
test_ets_limits(void)
{
	static const double y[] = {3, 0, 4, 1, 5, 2, 6};
	struct fc_ets ets;
	struct fc_ets_model model = {.multiplicative_error = true, .length = 1};
	CHECK(!fc_ets_fit(y, 7, &model, &ets)); /* not positive */
	model.multiplicative_error = false;
	CHECK(!fc_ets_fit(y, 4, &model, &ets)); /* too short */
	CHECK(fc_ets_fit(y, 5, &model, &ets));
	CHECK(fc_ets_select(y, 7, 1, &ets));
	CHECK(!ets.model.multiplicative_error);
	CHECK(!fc_ets_select(y, 4, 1, &ets));
	char name[FC_ETS_NAME];
	model = (struct fc_ets_model){true, true, true, FC_SEASON_ADDITIVE, 4};
	fc_ets_name(&model, name);
	CHECK_TEXT(name, "ETS(M,Ad,A)");
	/* A constant is forecast as itself, with no error. */
	static const double flat[] = {7, 7, 7, 7, 7, 7, 7, 7};
	double mean[2], sigma[2];
	CHECK(fc_ets_select(flat, 8, 1, &ets));
	fc_ets_forecast(&ets, 2, mean, sigma);
	CHECK(mean[1] == 7 && sigma[1] == 0);
}

/*
 * R 4.2.2, package forecast 8.20: ets(y, model, damped) and forecast(, h = 3); the sums
 * of its seasons are completed. AirPassengers: Box, Jenkins & Reinsel 1976, series G;
 * USAccDeaths: Brockwell & Davis 1991; Nile: Cobb 1978; WWWusage: Makridakis, Wheelwright
 * & Hyndman 1998; UKgas: Durbin & Koopman 2001; all as in R's package datasets.
 */
struct reference {
	const char *name;
	const double *y;
	size_t n;
	struct fc_ets ets; /* as R found it */
	double loglik, aicc, sigma2, mean[3], sigma[3];
};

struct theta_reference {
	const char *name;
	const double *y;
	size_t n, m;
	double forecast[4]; /* thetaf(y, h = 4) */
};

static const double airpassengers[] = {112, 118, 132, 129, 121, 135, 148, 148, 136, 119,
    104, 118, 115, 126, 141, 135, 125, 149, 170, 170, 158, 133, 114, 140, 145, 150, 178,
    163, 172, 178, 199, 199, 184, 162, 146, 166, 171, 180, 193, 181, 183, 218, 230, 242,
    209, 191, 172, 194, 196, 196, 236, 235, 229, 243, 264, 272, 237, 211, 180, 201, 204,
    188, 235, 227, 234, 264, 302, 293, 259, 229, 203, 229, 242, 233, 267, 269, 270, 315,
    364, 347, 312, 274, 237, 278, 284, 277, 317, 313, 318, 374, 413, 405, 355, 306, 271,
    306, 315, 301, 356, 348, 355, 422, 465, 467, 404, 347, 305, 336, 340, 318, 362, 348,
    363, 435, 491, 505, 404, 359, 310, 337, 360, 342, 406, 396, 420, 472, 548, 559, 463,
    407, 362, 405, 417, 391, 419, 461, 472, 535, 622, 606, 508, 461, 390, 432};

static const double usaccdeaths[] = {9007, 8106, 8928, 9137, 10017, 10826, 11317, 10744,
    9713, 9938, 9161, 8927, 7750, 6981, 8038, 8422, 8714, 9512, 10120, 9823, 8743, 9129,
    8710, 8680, 8162, 7306, 8124, 7870, 9387, 9556, 10093, 9620, 8285, 8466, 8160, 8034,
    7717, 7461, 7767, 7925, 8623, 8945, 10078, 9179, 8037, 8488, 7874, 8647, 7792, 6957,
    7726, 8106, 8890, 9299, 10625, 9302, 8314, 8850, 8265, 8796, 7836, 6892, 7791, 8192,
    9115, 9434, 10484, 9827, 9110, 9070, 8633, 9240};

static const double nile[] = {1120, 1160, 963, 1210, 1160, 1160, 813, 1230, 1370, 1140,
    995, 935, 1110, 994, 1020, 960, 1180, 799, 958, 1140, 1100, 1210, 1150, 1250, 1260,
    1220, 1030, 1100, 774, 840, 874, 694, 940, 833, 701, 916, 692, 1020, 1050, 969, 831,
    726, 456, 824, 702, 1120, 1100, 832, 764, 821, 768, 845, 864, 862, 698, 845, 744, 796,
    1040, 759, 781, 865, 845, 944, 984, 897, 822, 1010, 771, 676, 649, 846, 812, 742, 801,
    1040, 860, 874, 848, 890, 744, 749, 838, 1050, 918, 986, 797, 923, 975, 815, 1020,
    906, 901, 1170, 912, 746, 919, 718, 714, 740};

static const double wwwusage[] = {88, 84, 85, 85, 84, 85, 83, 85, 88, 89, 91, 99, 104,
    112, 126, 138, 146, 151, 150, 148, 147, 149, 143, 132, 131, 139, 147, 150, 148, 145,
    140, 134, 131, 131, 129, 126, 126, 132, 137, 140, 142, 150, 159, 167, 170, 171, 172,
    172, 174, 175, 172, 172, 174, 174, 169, 165, 156, 142, 131, 121, 112, 104, 102, 99,
    99, 95, 88, 84, 84, 87, 89, 88, 85, 86, 89, 91, 91, 94, 101, 110, 121, 135, 145, 149,
    156, 165, 171, 175, 177, 182, 193, 204, 208, 210, 215, 222, 228, 226, 222, 220};

static const double ukgas[] = {160.1, 129.7, 84.8, 120.1, 160.1, 124.9, 84.8, 116.9,
    169.7, 140.9, 89.7, 123.3, 187.3, 144.1, 92.9, 120.1, 176.1, 147.3, 89.7, 123.3,
    185.7, 155.3, 99.3, 131.3, 200.1, 161.7, 102.5, 136.1, 204.9, 176.1, 112.1, 140.9,
    227.3, 195.3, 115.3, 142.5, 244.9, 214.5, 118.5, 153.7, 244.9, 216.1, 188.9, 142.5,
    301, 196.9, 136.1, 267.3, 317, 230.5, 152.1, 336.2, 371.4, 240.1, 158.5, 355.4, 449.9,
    286.6, 179.3, 403.4, 491.5, 321.8, 177.7, 409.8, 593.9, 329.8, 176.1, 483.5, 584.3,
    395.4, 187.3, 485.1, 669.2, 421, 216.1, 509.1, 827.7, 467.5, 209.7, 542.7, 840.5,
    414.6, 217.7, 670.8, 848.5, 437, 209.7, 701.2, 925.3, 443.4, 214.5, 683.6, 917.3,
    515.5, 224.1, 694.8, 989.4, 477.1, 233.7, 730, 1087, 534.7, 281.8, 787.6, 1163.9,
    613.1, 347.4, 782.8};

static const struct reference references[] = {
    {"AirPassengers", airpassengers, COUNT(airpassengers),
        {.model = {true, true, true, FC_SEASON_MULTIPLICATIVE, 12},
            .alpha = 0.709551916209,
            .beta = 0.0204089193322,
            .gamma = 0.000100468309719,
            .phi = 0.979999926684,
            .level = 120.993935507,
            .slope = 1.77054019711,
            .season = {0.905852372928, 0.886892287223, 1.01103008804, 0.980382073472,
                0.97861276076, 1.11050018095, 1.23179850717, 1.22030069724, 1.05920192984,
                0.921659598397, 0.799322028291, 0.894447475689}},
        -679.583216237, 1400.63843247, 0.00153407634959,
        {441.8018473, 434.1186201, 496.6300468}, {17.30417963, 21.03060711, 28.09168568}},
    {"AirPassengers", airpassengers, COUNT(airpassengers),
        {.model = {false, true, false, FC_SEASON_ADDITIVE, 12},
            .alpha = 0.993480362872,
            .beta = 0.000191179159524,
            .gamma = 0.000580032514321,
            .phi = 1,
            .level = 120.960762546,
            .slope = 1.39339982902,
            .season = {-25.228789847, -34.3364218104, -3.82047037351, -8.09460700793,
                -4.23202989397, 33.5822290602, 66.1846393963, 65.1553960287,
                15.0726618967, -20.716871637, -54.3841662192, -29.1815695929}},
        -765.935847512, 1570.72883788, 325.697038067,
        {437.2862726, 429.5849649, 461.53712}, {18.04707838, 25.44179239, 31.1287057}},
    {"USAccDeaths", usaccdeaths, COUNT(usaccdeaths),
        {.model = {false, false, false, FC_SEASON_ADDITIVE, 12},
            .alpha = 0.594589890836,
            .beta = 0,
            .gamma = 0.00202895995407,
            .phi = 1,
            .level = 9248.36282413,
            .slope = 0,
            .season = {-739.05515278, -1537.79172434, -739.900427056, -489.562713202,
                306.421216534, 756.091981289, 1683.23661061, 970.738744866,
                -121.771020334, 218.290114669, -255.352755428, -51.3448748277}},
        -555.072335013, 1148.7160986, 85667.8563123,
        {8397.496909, 7599.220613, 8396.594687}, {292.6907178, 340.5211081, 382.4152113}},
    {"USAccDeaths", usaccdeaths, COUNT(usaccdeaths),
        {.model = {true, false, false, FC_SEASON_MULTIPLICATIVE, 12},
            .alpha = 0.596531112743,
            .beta = 0,
            .gamma = 0.000105341829901,
            .phi = 1,
            .level = 9187.66999386,
            .slope = 0,
            .season = {0.913936021359, 0.824143137794, 0.912897878037, 0.935925360212,
                1.03020823483, 1.08250792751, 1.18328686687, 1.11285687613, 0.99790351418,
                1.03258924458, 0.97489817266, 0.998846765838}},
        -556.919983017, 1152.41139461, 0.00118009135026,
        {8311.440748, 7494.850815, 8301.969041}, {285.5184167, 299.8429019, 373.2313176}},
    {"Nile", nile, COUNT(nile),
        {.model = {true, false, false, FC_SEASON_NONE, 1},
            .alpha = 0.151403166237,
            .beta = 0,
            .gamma = 0,
            .phi = 1,
            .level = 1087.77182499,
            .slope = 0},
        -726.150957803, 1458.55191561, 0.0239570565559,
        {838.8751613, 838.8751613, 838.8751613}, {129.8416615, 131.3566503, 132.8551821}},
    {"Nile", nile, COUNT(nile),
        {.model = {false, false, false, FC_SEASON_NONE, 1},
            .alpha = 0.245533862697,
            .beta = 0,
            .gamma = 0,
            .phi = 1,
            .level = 1110.68685995,
            .slope = 0},
        -726.390519999, 1459.03104, 20802.8010256,
        {805.3812829, 805.3812829, 805.3812829}, {144.2317615, 148.5157801, 152.6796413}},
    {"WWWusage", wwwusage, COUNT(wwwusage),
        {.model = {false, true, true, FC_SEASON_NONE, 1},
            .alpha = 0.999899956336,
            .beta = 0.996643873987,
            .gamma = 0,
            .phi = 0.814958027904,
            .level = 90.3517674497,
            .slope = -0.0172823378387},
        -352.865490198, 718.634206202, 12.2243872616,
        {218.3663349, 217.0350687, 215.9501425}, {3.496339123, 7.236483943, 11.27791057}},
    {"UKgas", ukgas, COUNT(ukgas),
        {.model = {true, true, false, FC_SEASON_MULTIPLICATIVE, 4},
            .alpha = 0.0305368688941,
            .beta = 0.030536443577,
            .gamma = 0.623838578907,
            .phi = 1,
            .level = 124.08994265,
            .slope = 0.865475590603,
            .season = {1.33205741545, 1.05823021789, 0.653926305975, 0.95578606069}},
        -618.360779733, 1256.55829416, 0.0136235963428,
        {1258.823618, 652.6178333, 357.2009531}, {146.9300973, 76.31143784, 41.93021638}},
    {"UKgas", ukgas, COUNT(ukgas),
        {.model = {true, false, false, FC_SEASON_MULTIPLICATIVE, 4},
            .alpha = 0.119973704661,
            .beta = 0,
            .gamma = 0.734381851839,
            .phi = 1,
            .level = 120.897490897,
            .slope = 0,
            .season = {1.29956544051, 1.04629749051, 0.686411526221, 0.967725542755}},
        -635.707880305, 1286.53576061, 0.0200010794631,
        {1198.881662, 617.0295179, 337.4261226}, {169.5520461, 87.90175505, 48.41619115}},
};

static const struct theta_reference thetas[] = {
    {"AirPassengers", airpassengers, COUNT(airpassengers), 12,
        {440.078191082, 428.384280557, 489.70709867, 475.704627661}},
    {"USAccDeaths", usaccdeaths, COUNT(usaccdeaths), 12,
        {8270.69380634, 7508.92386706, 8322.12480677, 8554.14350536}},
    {"Nile", nile, COUNT(nile), 1,
        {799.811996216, 798.454843501, 797.097690785, 795.74053807}},
    {"WWWusage", wwwusage, COUNT(wwwusage), 1,
        {220.30962808, 220.61902502, 220.92842196, 221.237818899}},
    {"UKgas", ukgas, COUNT(ukgas), 4,
        {999.743917143, 660.097641954, 387.189467224, 718.360742994}},
};

/* With R's parameters and first states all that follows is as in R, but for the forecasts
 * with a damped trend and a multiplicative season: R leaves the first φ out there (its
 * fcast class 3 has the rows (1, 1) and (0, φ) where Hyndman et al. 2008 have (1, φ)). */
static void
test_likelihood_as_r(void)
{
	for (size_t i = 0; i < COUNT(references); i++) {
		const struct reference *r = &references[i];
		struct fc_ets ets = r->ets;
		double mean[3], sigma[3];
		bool aside =
		    ets.model.damped && ets.model.season == FC_SEASON_MULTIPLICATIVE;
		CHECK(fc_ets_evaluate(r->y, r->n, &ets));
		CHECK_NEAR(ets.loglik, r->loglik, 1e-9);
		CHECK_NEAR(ets.aicc, r->aicc, 1e-9);
		CHECK_NEAR(ets.sigma2, r->sigma2, 1e-8);
		fc_ets_forecast(&ets, 3, mean, sigma);
		for (size_t h = 0; h < 3; h++) {
			CHECK_NEAR(mean[h], r->mean[h], aside ? 1e-3 : 1e-8);
			CHECK_NEAR(sigma[h], r->sigma[h], aside ? 1e-3 : 1e-8);
		}
	}
}

/* Our maximum is as high as R's or higher: its own search ends early on some. Where both
 * found the same, the parameters are the same to 1%. */
static void
test_fits_as_r(void)
{
	for (size_t i = 0; i < COUNT(references); i++) {
		const struct reference *r = &references[i];
		struct fc_ets ets;
		double mean[3], sigma[3];
		CHECK(fc_ets_fit(r->y, r->n, &r->ets.model, &ets));
		CHECK(ets.loglik > r->loglik - 1e-3);
		if (ets.loglik > r->loglik + 0.35)
			continue;
		CHECK_NEAR(ets.loglik, r->loglik, 1e-3);
		CHECK_NEAR(ets.alpha, r->ets.alpha, 1e-2);
		CHECK_NEAR(ets.beta, r->ets.beta, 1e-2);
		CHECK_NEAR(ets.gamma, r->ets.gamma, 1e-2);
		fc_ets_forecast(&ets, 3, mean, sigma);
		for (size_t h = 0; h < 3; h++) {
			CHECK_NEAR(mean[h], r->mean[h], 1e-2);
			CHECK_NEAR(sigma[h], r->sigma[h], 1e-2);
		}
	}
}

static void
test_theta_as_r(void)
{
	for (size_t i = 0; i < COUNT(thetas); i++) {
		const struct theta_reference *r = &thetas[i];
		struct fc_history_options options = {r->m, false};
		double *numbers = calloc(r->n + 8, sizeof *numbers);
		struct fc_answer answer = {
		    FC_NAIVE, numbers, numbers + r->n, numbers + r->n + 4};
		struct fc_history *history = fc_history_new(r->y, r->n, &options);
		fc_ask(history, FC_THETA, 4, &answer);
		for (size_t h = 0; h < 4; h++)
			CHECK_NEAR(answer.forecast[h], r->forecast[h], 1e-3);
		fc_history_free(history);
		free(numbers);
	}
}

/* Theta */

/* By the definition: the model's squares on a fine grid of α, ℓ_0 and 1 - 1/θ are nowhere
 * lower than what was found, and the forecasts are those of the recursion. */
struct dotm_run {
	double squares, next[2];
};

static struct dotm_run
dotm_by_definition(const double *y, size_t n, double alpha, double level, double theta)
{
	struct dotm_run run = {0};
	double values[40], l = level;
	for (size_t t = 1; t <= n + 2; t++) {
		/* The line through the values before, by the textbook. */
		struct fc_line line = {0, 0};
		if (t > 1)
			fc_line_fit(values, t - 1, &line);
		double rest = pow(1 - alpha, (double)(t - 1));
		double f = l + (1 - 1 / theta) *
		                   (rest * line.intercept +
		                       (1 - rest * (1 - alpha)) / alpha * line.slope);
		if (t > n)
			run.next[t - n - 1] = f;
		values[t - 1] = t <= n ? y[t - 1] : f;
		if (t >= 3 && t <= n)
			run.squares += pow(y[t - 1] - f, 2);
		l = alpha * values[t - 1] + (1 - alpha) * l;
	}
	return run;
}

static void
test_dotm(void)
{
	static const double y[] = {5, 7, 6, 9, 11, 10, 14, 13, 17, 16, 20, 18};
	struct fc_dotm found;
	double fitted[12], next[2];
	fc_dotm(y, 12, fitted, 2, next, &found);
	CHECK(isnan(fitted[0]) && isnan(fitted[1]) && !isnan(fitted[2]));
	CHECK(found.theta >= 1 && found.alpha >= 0.1 && found.alpha <= 0.99);
	struct dotm_run best =
	    dotm_by_definition(y, 12, found.alpha, found.level, found.theta);
	CHECK_NEAR(next[0], best.next[0], 1e-9);
	CHECK_NEAR(next[1], best.next[1], 1e-9);
	double squares = 0;
	for (size_t t = 2; t < 12; t++)
		squares += pow(y[t] - fitted[t], 2);
	CHECK_NEAR(squares, best.squares, 1e-9);
	double lowest = INFINITY;
	for (double alpha = 0.1; alpha <= 0.99; alpha += 0.02)
		for (double level = -20; level <= 20; level += 0.5)
			for (double weight = 0; weight < 1; weight += 0.02)
				lowest = fmin(lowest, dotm_by_definition(y, 12, alpha,
				                          level, 1 / (1 - weight))
				                          .squares);
	CHECK(best.squares <= lowest + 1e-9);
	CHECK(best.squares > lowest * 0.98);
}

static void
test_theta(void)
{
	/* f = ℓ_n + b/2 (j - 1 + (1 - (1-α)^n) / α), and the smoothing is ETS's. */
	static const double y[] = {5, 7, 6, 9, 11, 10, 14, 13};
	static const struct fc_ets_model ses = {.length = 1};
	struct fc_ets ets;
	struct fc_line line;
	double fitted[8], next[3];
	fc_theta(y, 8, fitted, 3, next);
	fc_ets_fit(y, 8, &ses, &ets);
	fc_line_fit(y, 8, &line);
	for (size_t j = 1; j <= 3; j++)
		CHECK_NEAR(next[j - 1],
		    ets.end_level +
		        line.slope / 2 *
		            ((double)j - 1 + (1 - pow(1 - ets.alpha, 8)) / ets.alpha),
		    1e-12);
}

/* Methods */

static const double by_hand[] = {4, 8, 6, 10, 8, 12};

static struct fc_answer
ask(enum fc_method method, const double *y, size_t n, size_t m, double *numbers)
{
	struct fc_history_options options = {m, false};
	struct fc_answer answer = {FC_NAIVE, numbers, numbers + n, numbers + n + 3};
	struct fc_history *history = fc_history_new(y, n, &options);
	fc_ask(history, method, 3, &answer);
	fc_history_free(history);
	return answer;
}

static void
test_methods(void)
{
	double numbers[20];
	struct fc_answer a = ask(FC_NAIVE, by_hand, 6, 1, numbers);
	CHECK(a.method == FC_NAIVE && a.forecast[0] == 12 && a.forecast[2] == 12);
	CHECK(isnan(a.fitted[0]) && a.fitted[1] == 4);
	a = ask(FC_SNAIVE, by_hand, 6, 4, numbers);
	CHECK(a.forecast[0] == 6 && a.forecast[1] == 10 && a.forecast[2] == 8);
	CHECK(isnan(a.fitted[3]) && a.fitted[4] == 4);
	a = ask(FC_SNAIVE, by_hand, 3, 4, numbers);
	CHECK(a.method == FC_NAIVE && a.forecast[0] == 6);
	a = ask(FC_DRIFT, by_hand, 6, 1, numbers);
	CHECK_NEAR(a.forecast[1], 12 + 2 * 8.0 / 5, 1e-12);
	a = ask(FC_LINEAR, by_hand, 6, 1, numbers);
	/* The slope is (−2.5·4 − 1.5·8 − .5·6 + .5·10 + 1.5·8 + 2.5·12) / 17.5 = 22
	 * / 17.5. */
	CHECK_NEAR(a.forecast[0], 8 + 3.5 * 22 / 17.5, 1e-12);
	static const double doubling[] = {1, 2, 4, 8, 16, 32};
	a = ask(FC_EXPONENTIAL, doubling, 6, 1, numbers);
	CHECK_NEAR(a.forecast[2], 256, 1e-12);
	CHECK_NEAR(a.fitted[3], 8, 1e-12);
	static const double with_zero[] = {1, 0, 4, 8, 16, 32};
	a = ask(FC_EXPONENTIAL, with_zero, 6, 1, numbers);
	CHECK(a.method == FC_LINEAR);
	a = ask(FC_HOLT, by_hand, 6, 1, numbers);
	CHECK(a.method == FC_SES);
	a = ask(FC_HOLT_WINTERS, by_hand, 6, 4, numbers);
	CHECK(a.method == FC_SES);
	a = ask(FC_COMBINED, by_hand, 4, 1, numbers);
	CHECK(a.method == FC_NAIVE && isnan(a.sigma[0]));
}

static void
test_combined(void)
{
	double numbers[20], sum[3] = {0};
	static const enum fc_method parts[] = {FC_DOTM, FC_THETA, FC_ETS};
	for (size_t i = 0; i < 3; i++) {
		struct fc_answer a = ask(parts[i], by_hand, 6, 1, numbers);
		CHECK(a.method == parts[i]);
		for (size_t h = 0; h < 3; h++)
			sum[h] += a.forecast[h] / 3;
	}
	struct fc_answer a = ask(FC_COMBINED, by_hand, 6, 1, numbers);
	CHECK(a.method == FC_COMBINED);
	for (size_t h = 0; h < 3; h++)
		CHECK_NEAR(a.forecast[h], sum[h], 1e-12);
	enum fc_method method;
	CHECK(fc_method_named("auto", &method) && method == FC_COMBINED);
	CHECK(fc_method_named("holt-winters", &method) && method == FC_HOLT_WINTERS);
	CHECK(!fc_method_named("arima", &method));
}

/* The season comes back on what speaks of the history without it, with ETS too where the
 * season is too long for it. */
static void
test_long_season(void)
{
	enum { M = 30, N = 3 * M };
	double y[N], numbers[N + 6];
	for (size_t t = 0; t < N; t++)
		y[t] = 100 + (t % M == 0 ? 60 : 0) + (t % M == 1 ? 30 : 0);
	struct fc_answer a = ask(FC_ETS, y, N, M, numbers);
	CHECK(a.method == FC_ETS);
	CHECK_NEAR(a.forecast[0], 160, 0.02);
	CHECK_NEAR(a.forecast[1], 130, 0.02);
	CHECK_NEAR(a.forecast[2], 100, 0.02);
	a = ask(FC_COMBINED, y, N, M, numbers);
	CHECK_NEAR(a.forecast[0], 160, 0.03);
}

/* Ranges and measures */

static void
test_interval(void)
{
	struct fc_range range = fc_interval_around(FC_OTHER, 70, 10, 6, false);
	CHECK_NEAR(range.high_80, 10 + 1.32 * 6, 1e-12);
	CHECK_NEAR(range.low_80, 10 - 1.32 * 6, 1e-12);
	CHECK_NEAR(range.high_95, 10 + 2.23 * 6, 1e-12);
	CHECK(range.low_95 == 0);
	range = fc_interval_around(FC_OTHER, 70, 10, 6, true);
	CHECK_NEAR(range.low_95, 10 - 2.23 * 6, 1e-12);
	range = fc_interval_around(FC_YEARLY, 10, -1, NAN, false);
	CHECK(range.forecast == 0 && isnan(range.low_80) && isnan(range.high_95));
	for (int kind = 0; kind < FC_KINDS; kind++)
		for (size_t n = 5; n < 200; n += 30) {
			range = fc_interval_around(
			    (enum fc_interval_kind)kind, n, 0, 1, true);
			CHECK(range.high_80 >= 1.28 && range.high_95 >= 1.96);
		}
}

static void
test_measure(void)
{
	struct fc_measure m = {0}, sum = {0};
	static const double y[] = {1, 4, 2, 6};
	CHECK_NEAR(fc_measure_scale(y, 4, 1), (3 + 2 + 4) / 3.0, 1e-12);
	CHECK_NEAR(fc_measure_scale(y, 4, 2), 1.5, 1e-12);
	CHECK(isnan(fc_measure_scale(y, 4, 4)));
	CHECK(isnan(fc_measure_smape(&m)) && isnan(fc_measure_skill(&m)));
	fc_measure_add(&m, &(struct fc_outcome){10, 12, 9, 15, 5, 20, 6, 4});
	fc_measure_add(&m, &(struct fc_outcome){20, 12, 9, 15, 5, 20, 16, 4});
	fc_measure_join(&sum, &m);
	CHECK_NEAR(fc_measure_smape(&sum), (4.0 / 22 + 16.0 / 32) / 2, 1e-12);
	CHECK_NEAR(fc_measure_mase(&sum), (0.5 + 2) / 2, 1e-12);
	CHECK_NEAR(fc_measure_bias(&sum), (2.0 - 8) / 30, 1e-12);
	CHECK_NEAR(fc_measure_coverage_80(&sum), 0.5, 1e-12);
	CHECK_NEAR(fc_measure_coverage_95(&sum), 1, 1e-12);
	CHECK_NEAR(fc_measure_skill(&sum), 1 - 10.0 / 8, 1e-12);
}

static void
test_backtest(void)
{
	/* 10 values, 2 ahead: origins at 8, 7, 6 of the 3 asked for; naive misses each
	 * step by 1 and 2. */
	static const double y[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
	static const enum fc_method methods[] = {FC_NAIVE, FC_DRIFT};
	struct fc_backtest_settings settings = {
	    .horizon = 2, .origins = 3, .history = {1, false}, .kind = FC_OTHER};
	struct fc_measure measures[4] = {{0}};
	CHECK(fc_backtest_origins(10, &settings) == 3);
	fc_backtest(y, 10, &settings, methods, 2, measures);
	CHECK(measures[0].count == 3 && measures[1].count == 3);
	CHECK_NEAR(fc_measure_mase(&measures[0]), 1, 1e-12);
	CHECK_NEAR(fc_measure_mase(&measures[1]), 2, 1e-12);
	CHECK(fabs(fc_measure_mase(&measures[2])) < 1e-12);
	CHECK_NEAR(fc_measure_skill(&measures[3]), 1, 1e-12);
	CHECK_NEAR(fc_measure_bias(&measures[0]), -3.0 / (7 + 8 + 9), 1e-12);
	settings.origins = 100;
	CHECK(fc_backtest_origins(10, &settings) == 4);
	CHECK(fc_backtest_origins(6, &settings) == 0);
	settings.history.season = 12;
	CHECK(fc_backtest_origins(15, &settings) == 1);
}

/* Periods */

static void
check_period(const char *text, enum fc_period_kind kind, const char *name)
{
	struct fc_period period;
	char out[DATE_TEXT];
	CHECK(fc_period_parse(slice_of(text), &period));
	CHECK(period.kind == kind);
	fc_period_name(period, out);
	CHECK_TEXT(out, name);
	if (kind == FC_BY_NUMBER)
		return;
	CHECK(fc_period_of(fc_period_start(period), kind).place == period.place);
	CHECK(fc_period_of(fc_period_end(period), kind).place == period.place);
	CHECK(fc_period_of(fc_period_end(period) + 1, kind).place == period.place + 1);
}

static void
test_periods(void)
{
	check_period("2026", FC_BY_YEAR, "2026");
	check_period(" 2026-11 ", FC_BY_MONTH, "2026-11");
	check_period("2026-Q4", FC_BY_QUARTER, "2026-Q4");
	check_period("2026q4", FC_BY_QUARTER, "2026-Q4");
	check_period("Q4 2026", FC_BY_QUARTER, "2026-Q4");
	check_period("2026 Q1", FC_BY_QUARTER, "2026-Q1");
	check_period("2026-W53", FC_BY_WEEK, "2026-W53");
	check_period("2027W01", FC_BY_WEEK, "2027-W01");
	check_period("1969-W01", FC_BY_WEEK, "1969-W01");
	check_period("17", FC_BY_NUMBER, "17");
	static const char *const wrong[] = {"", "2026-13", "2026-00", "2026-Q5",
	    "2026-Q0", "2025-W53", "2026-W00", "2026-W54", "202611", "0999", "2026-1",
	    "2026-11-22", "2026-", "20 26", "x", "Q42026x", "2026-QW1", "2026W1"};
	struct fc_period period, year;
	for (size_t i = 0; i < COUNT(wrong); i++)
		CHECK(!fc_period_parse(slice_of(wrong[i]), &period));
	CHECK(fc_period_parse_number(slice_of("-123456"), &period));
	CHECK(period.place == -123456);
	CHECK(!fc_period_parse_number(slice_of("12.5"), &period));
	CHECK(fc_period_parse(slice_of("2026-11"), &period));
	CHECK(fc_period_coarser(period, FC_BY_YEAR, &year) && year.place == 2026);
	CHECK(fc_period_coarser(period, FC_BY_QUARTER, &year));
	CHECK(year.place == 2026 * 4 + 3);
	CHECK(!fc_period_coarser(period, FC_BY_WEEK, &year));
	CHECK(!fc_period_coarser(year, FC_BY_MONTH, &period));
}

int
main(void)
{
	test_simplex();
	test_line();
	test_season();
	test_season_limit();
	test_ets_by_hand();
	test_ets_season_by_hand();
	test_ets_limits();
	test_likelihood_as_r();
	test_fits_as_r();
	test_theta_as_r();
	test_dotm();
	test_theta();
	test_methods();
	test_combined();
	test_long_season();
	test_interval();
	test_measure();
	test_backtest();
	test_periods();
	return check_result();
}
