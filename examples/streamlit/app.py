import pandas as pd
import streamlit as st

from ponds import DEPTHS

st.title("How deep are the ponds?")
pond = st.selectbox("Pond", list(DEPTHS))
st.line_chart(pd.DataFrame({"metres": DEPTHS[pond]}))
