import type { Metadata } from "next";
import { JobsPage } from "../../components/jobs/JobsPage.tsx";

export const metadata: Metadata = { title: "Jobs · Tilescope" };

export default function Page() {
  return <JobsPage />;
}
