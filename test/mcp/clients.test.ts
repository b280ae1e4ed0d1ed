/** The gate and the Python client's packages are shared, so the suites take turns in one file. */
import { describeClients } from "./clients.suite.ts";
import { describeOutliving } from "./outliving.suite.ts";

describeClients();
describeOutliving();
