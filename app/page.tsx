import { Studio } from "../components/notebook/Studio.tsx";

export default function Page() {
  return <Studio />;
}
