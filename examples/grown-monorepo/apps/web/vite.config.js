export default { publicDir: "../../assets" };
