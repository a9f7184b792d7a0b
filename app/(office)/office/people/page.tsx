import { PeoplePage } from "@/components/office/people/people-page";

export default function Page() {
  return <PeoplePage />;
}
