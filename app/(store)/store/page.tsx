import { Today } from "@/components/store/today";

export default function Page() {
  return <Today />;
}
