/** What people are asked for a coding agent that wants to use a tool, or to put its own questions to them. */
export const permission = {
  wants: (program: string) => `${program} asks for permission to use this tool. What you change is what it will run.`,
  wantsAsIs: (program: string) => `${program} asks for permission to use this tool.`,
  gone: "Answered in the terminal, or the agent has stopped waiting.",
  cut: "Loopgate could wait no longer; the agent was told no.",
  asks: (
    question: string,
    options: readonly { readonly label: string; readonly description?: string | undefined }[],
  ) => {
    const explained = options.filter(({ description }) => description !== undefined && description !== "");
    return [question, ...explained.map(({ label, description }) => `${label}: ${description}`)].join("\n");
  },
  asksSeveral: (program: string) => `${program} has questions.`,
} as const;
