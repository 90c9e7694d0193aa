/** Which rows a page holds, and what it says of the rest. Pages are counted from one. */
interface PageRequest {
  readonly limit: number;
  readonly page: number;
}

export function offsetOf({ limit, page }: PageRequest): number {
  return (page - 1) * limit;
}

export function pageOf<Row>({
  results,
  count,
  limit,
  page,
}: PageRequest & { readonly results: Row[]; readonly count: number }) {
  return { results, count, limit, pages: limit === 0 ? 0 : Math.ceil(count / limit), page };
}
