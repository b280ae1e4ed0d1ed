import { Id, LoopgateError } from "@loopgate/contract";
import { ResourceNotFoundError, type ReadResourceResult } from "@modelcontextprotocol/server";
import type { TenantId } from "../../gate/request.ts";
import type { AgentRequests } from "../requests.ts";

/** What a client can read without calling a tool. Each is JSON, as the HTTP routes give it. */
export type Resources = {
  readonly list: readonly Listed[];
  readonly templates: readonly (Omit<Listed, "uri"> & { readonly uriTemplate: string })[];
  /** Throws the protocol's error where there is none, whoever else may have one. */
  read(tenantId: TenantId, uri: string): Promise<ReadResourceResult>;
};

type Listed = {
  readonly uri: string;
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly mimeType: string;
};

const JSON_TYPE = "application/json";
const PENDING = "loopgate://pending";
const REQUEST = /^loopgate:\/\/requests\/([^/?#]+)$/;

export const RESOURCES: Resources["list"] = [
  {
    uri: PENDING,
    name: "pending",
    title: "What waits for people",
    description: "The requests that no person has answered yet, newest first",
    mimeType: JSON_TYPE,
  },
];

export const RESOURCE_TEMPLATES: Resources["templates"] = [
  {
    uriTemplate: "loopgate://requests/{id}",
    name: "request",
    title: "One request",
    description: "A request with its answer, its votes, and where it was shown",
    mimeType: JSON_TYPE,
  },
];

export function createResources({
  requests,
}: {
  readonly requests: Pick<AgentRequests, "view" | "pending">;
}): Resources {
  async function valueOf(tenantId: TenantId, uri: string): Promise<object> {
    if (uri === PENDING) return requests.pending(tenantId, {});
    const id = Id.safeParse(REQUEST.exec(uri)?.[1]);
    if (!id.success) throw new ResourceNotFoundError(uri);
    return requests.view(tenantId, id.data).catch((error: unknown) => {
      if (error instanceof LoopgateError && error.code === "request_not_found") throw new ResourceNotFoundError(uri);
      throw error;
    });
  }

  return {
    list: RESOURCES,
    templates: RESOURCE_TEMPLATES,
    async read(tenantId, uri) {
      const text = JSON.stringify(await valueOf(tenantId, uri), null, 2);
      return { contents: [{ uri, mimeType: JSON_TYPE, text }] };
    },
  };
}
