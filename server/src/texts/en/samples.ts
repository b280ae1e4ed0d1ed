/** Words of the requests to try the inbox with, as an agent that there is not would write them. */
export const samples = {
  confirmation:
    "This is a sample. A new version of the website is ready and its tests have passed. Nothing runs, whatever you answer.",
  critical: "This is a sample of a request that needs the strongest proof that there is. Nothing will be deleted.",
  edit: "This is a sample. The amount may be changed before it is approved. No money moves.",
  editFields: { invoice: "Invoice", amount: "Amount", currency: "Currency", note: "Note to the customer" },
  editNote: "Delivered late",
  choice: "This is a sample. Two tests fail on the main branch. What should happen next?",
  choices: { revert: "Revert the last change", issue: "Open an issue", again: "Run the tests again" },
  multiple: "This is a sample. Which of these should the weekly report cover?",
  topics: { incidents: "Incidents", deployments: "Deployments", costs: "Costs", signUps: "Sign-ups" },
  input: "This is a sample. What should the status page say about the outage of this morning?",
  suggestions: { well: "All systems work again.", looking: "We are still looking into it." },
  form: "This is a sample. A table is to be booked; these details are missing.",
  formFields: { name: "Name for the booking", guests: "Guests", day: "Day", outside: "Outside, if possible" },
} as const;
