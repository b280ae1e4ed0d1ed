/** The examples of both pages name the same port, so they take turns in one file. */
import { describeOriginal } from "./original.suite.ts";
import { describeReadme } from "./readme.suite.ts";

describeOriginal();
describeReadme();
