/** What those who see to a tenant are told. */
export const join = {
  joined: (username: string, role: string, tenant: string, host: string) =>
    `“${username}” has joined “${tenant}” at ${host} as ${role}.`,
} as const;
