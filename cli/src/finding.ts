/** One thing that the doctor looked at, and what to do where it is not well. */
export type Finding = { readonly name: string; readonly ok: boolean; readonly detail: string; readonly todo?: string };
