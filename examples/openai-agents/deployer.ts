import { Agent, tool } from "@openai/agents";
import { z } from "zod";

const deploy = tool({
  name: "deploy",
  description: "Deploys a version to a region.",
  parameters: z.object({ version: z.string(), region: z.enum(["eu", "us"]) }),
  needsApproval: true,
  async execute({ version, region }) {
    console.log(`Deployed ${version} to ${region}.`);
    return "Deployed.";
  },
});

export const deployer = new Agent({
  name: "deployer",
  instructions: "Deploy what you are asked to. Where a person says no, do not try again.",
  model: "gpt-5",
  tools: [deploy],
});
