import { invalidRequest } from "../errors.js";

/** A slug names one schedule of a deployment; a request that gives it to two is refused (422). */
export function refuseSharedSlugs(schedules: readonly { readonly slug?: string | null | undefined }[]): void {
  const seen = new Set<string>();
  schedules.forEach(({ slug }, index) => {
    if (!slug) return;
    if (seen.has(slug)) {
      throw invalidRequest("Schedule slugs must be unique within a deployment.", [
        { loc: ["body", "schedules", index, "slug"], msg: `"${slug}" is given to two schedules`, type: "duplicate" },
      ]);
    }
    seen.add(slug);
  });
}
