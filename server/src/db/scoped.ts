import {
  AliasNode,
  AndNode,
  BinaryOperationNode,
  ColumnNode,
  DeleteQueryNode,
  IdentifierNode,
  InsertQueryNode,
  type JoinNode,
  OperatorNode,
  ParensNode,
  RawNode,
  ReferenceNode,
  SelectQueryNode,
  TableNode,
  UpdateQueryNode,
  ValueNode,
  type OperationNode,
} from "kysely";

/** A table of a statement, under the name that the statement calls it by. */
type Source = { readonly table: string; readonly name: string };
type Equality = { readonly name: string | undefined; readonly to: string | typeof VALUE };

/** What a column is compared with when it is no other column. */
const VALUE = Symbol("value");

/** Throws unless every query in the statement, nested ones too, ties each tenant's table that it uses to one tenant. */
export function assertScoped(root: OperationNode, tenantless: ReadonlySet<string>): void {
  const roots = [SelectQueryNode, InsertQueryNode, UpdateQueryNode, DeleteQueryNode];
  if (!roots.some((kind) => kind.is(root))) throw refused(`a ${root.kind} at the root`);
  const named = new Set<string>();
  visit(root, (node) => {
    if (node.kind === "CommonTableExpressionNameNode")
      named.add(tableName((node as unknown as { table: TableNode }).table));
  });
  const isOwned = ({ table }: Source) => !tenantless.has(table) && !named.has(table);
  visit(root, (node) => assertQuery(node, isOwned));
}

function assertQuery(node: OperationNode, isOwned: (source: Source) => boolean): void {
  if (RawNode.is(node)) assertFragment(node);
  else if (node.kind === "MergeQueryNode") throw refused("merge");
  else if (InsertQueryNode.is(node)) assertInsert(node, isOwned);
  else if (SelectQueryNode.is(node)) assertBound(node, node.from?.froms ?? [], isOwned);
  else if (UpdateQueryNode.is(node)) assertBound(node, [...listed(node.table), ...(node.from?.froms ?? [])], isOwned);
  else if (DeleteQueryNode.is(node)) assertBound(node, [...node.from.froms, ...(node.using?.tables ?? [])], isOwned);
}

/** A fragment may compute; it may not bring in tables that this check cannot see. */
function assertFragment({ sqlFragments }: RawNode): void {
  if (sqlFragments.some((text) => /\bselect\b|\bjoin\b|\btable\b|;/i.test(text)))
    throw refused("raw text with a query in it");
}

function assertInsert({ into, columns }: InsertQueryNode, isOwned: (source: Source) => boolean): void {
  if (!into || !isOwned({ table: tableName(into), name: "" })) return;
  if (!columns?.some(({ column }) => column.name === "tenant_id")) throw refused(`insert into ${tableName(into)}`);
}

function assertBound(
  node: SelectQueryNode | UpdateQueryNode | DeleteQueryNode,
  items: readonly OperationNode[],
  isOwned: (source: Source) => boolean,
): void {
  const joins = node.joins ?? [];
  const sources = [...items, ...joins.map(({ table }) => table)].flatMap(source);
  const owned = sources.filter(isOwned);
  const equalities = [...conjuncts(node.where?.where).flatMap(tenantEquality), ...joins.flatMap(joinEqualities)];
  const bound = boundNames(sources, equalities);
  const free = owned.find(({ name }) => !bound.has(name));
  if (free) throw refused(`${free.table} in ${node.kind}`);
}

/** Names tied to a tenant: by a value or an outer query's column, or by a name in this query that is tied itself. */
function boundNames(sources: readonly Source[], equalities: readonly Equality[]): ReadonlySet<string> {
  const own = new Set(sources.map(({ name }) => name));
  const only = sources.length === 1 ? sources[0]?.name : undefined;
  const bound = new Set<string>();
  for (let before = -1; before !== bound.size;) {
    before = bound.size;
    for (const { name = only, to } of equalities) {
      if (name === undefined) continue;
      if (to === VALUE || !own.has(to) || bound.has(to)) bound.add(name);
    }
  }
  return bound;
}

/** What a join's condition binds: of an inner join every name in it, of a left join only the table that it brings. */
function joinEqualities({ joinType, table, on }: JoinNode): Equality[] {
  const equalities = conjuncts(on?.on).flatMap(tenantEquality);
  if (joinType === "InnerJoin") return equalities;
  if (joinType !== "LeftJoin") throw refused(joinType);
  const [joined] = source(table);
  return equalities.flatMap(({ name, to }) => {
    if (name === joined?.name) return [{ name, to }];
    return to === joined?.name && name !== undefined ? [{ name: joined.name, to: name }] : [];
  });
}

/** `x.tenant_id = …` as the name that it binds and what it binds it to. */
function tenantEquality(node: OperationNode): Equality[] {
  if (!BinaryOperationNode.is(node) || !OperatorNode.is(node.operator) || node.operator.operator !== "=") return [];
  const left = tenantColumn(node.leftOperand);
  const right = tenantColumn(node.rightOperand);
  if (left && right) {
    if (left.name === undefined || right.name === undefined) return [];
    return [
      { name: left.name, to: right.name },
      { name: right.name, to: left.name },
    ];
  }
  if (left && isValue(node.rightOperand)) return [{ name: left.name, to: VALUE }];
  return [];
}

function tenantColumn(node: OperationNode): { readonly name: string | undefined } | undefined {
  if (!ReferenceNode.is(node) || !ColumnNode.is(node.column) || node.column.column.name !== "tenant_id")
    return undefined;
  return { name: node.table && tableName(node.table) };
}

const isValue = (node: OperationNode): boolean => ValueNode.is(node);

function conjuncts(node: OperationNode | undefined): OperationNode[] {
  if (!node) return [];
  if (ParensNode.is(node)) return conjuncts(node.node);
  return AndNode.is(node) ? [...conjuncts(node.left), ...conjuncts(node.right)] : [node];
}

/** What stands in `from`: a table, perhaps renamed, or a nested query, which is checked by itself. Anything else is refused. */
function source(item: OperationNode): Source[] {
  if (TableNode.is(item)) return [{ table: tableName(item), name: tableName(item) }];
  if (!AliasNode.is(item)) throw refused(`${item.kind} as a table`);
  if (SelectQueryNode.is(item.node)) return [];
  if (!TableNode.is(item.node) || !IdentifierNode.is(item.alias)) throw refused(`${item.node.kind} as a table`);
  return [{ table: tableName(item.node), name: item.alias.name }];
}

const tableName = (node: TableNode): string => node.table.identifier.name;

function listed(table: OperationNode | undefined): readonly OperationNode[] {
  if (!table) return [];
  return table.kind === "ListNode" ? (table as unknown as { items: readonly OperationNode[] }).items : [table];
}

function visit(node: unknown, see: (node: OperationNode) => void): void {
  if (typeof node !== "object" || node === null) return;
  if (Array.isArray(node)) {
    for (const item of node) visit(item, see);
    return;
  }
  if (!("kind" in node) || typeof node.kind !== "string") return;
  see(node as OperationNode);
  // What a caller passes in is data, even where it looks like a node.
  if (ValueNode.is(node as OperationNode)) return;
  for (const part of Object.values(node)) visit(part, see);
}

function refused(what: string): Error {
  return new Error(`refused a statement that could reach another tenant: ${what} has no tenant_id = …`);
}
