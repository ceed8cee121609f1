export interface Pagination {
  page: number;
  pageSize: number;
  pageCount: number;
  /** Exact to 10,000, then 10,000 with `totalCapped: true`. */
  total: number;
  totalCapped?: boolean;
  /** Continues the list where this page ends, at the price of the first page; null at the end. */
  nextCursor: string | null;
}

export interface ListAnswer<T> {
  data: T[];
  meta: { pagination: Pagination };
}

export interface Answer<T> {
  data: T;
  meta: Record<string, never>;
}

/** What lists of the admin API take. */
export interface ListRequest {
  page?: number;
  pageSize?: number;
  /** `field:ASC` or `field:DESC` */
  sort?: string;
  _q?: string;
  filters?: Record<string, unknown>;
  cursor?: string;
}
