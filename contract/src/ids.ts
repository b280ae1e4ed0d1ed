import { z } from "zod";

/** UUIDv7 in lower case, as every id that Loopgate makes. */
export const Id = z.uuid().meta({ description: "A UUIDv7", example: "019a2f6e-5c3a-7b1e-9d40-3f2a8c5e7b10" });

/** RFC 3339 in UTC with milliseconds. */
export const Time = z.iso.datetime({ precision: 3 }).meta({ example: "2026-11-23T09:30:00.000Z" });

/** A name that the agent chooses for itself or for a session: printable, 1 to 128 characters. */
export const Name = z
  .string()
  .min(1, "must not be empty")
  .max(128, "must have at most 128 characters")
  .regex(/^[^\p{C}\p{Zl}\p{Zp}]+$/u, "must hold printable characters only")
  .refine((name) => name === name.trim(), "must not begin or end with a space");

/** SHA-256 in lower-case hexadecimal. */
export const Digest = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .meta({ description: "SHA-256, lower-case hexadecimal" });

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export type JsonObject = { readonly [key: string]: Json };

export const AnyJson: z.ZodType<Json> = z.json();
export const AnyObject: z.ZodType<JsonObject> = z.record(z.string(), z.json());
