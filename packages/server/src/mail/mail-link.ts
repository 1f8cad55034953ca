/**
 * The link to a page of the web app. A code is in the fragment, which browsers send to no server: no log and no
 * `Referer` holds it.
 */
export function linkTo(publicUrl: string, page: string, code: string | null = null): string {
  return `${publicUrl}${page === "" ? "" : `/${page}`}${code === null ? "" : `#${code}`}`;
}
